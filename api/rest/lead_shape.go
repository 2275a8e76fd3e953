package rest

import (
	"math"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
	"dealerportal/pkg/risk"
)

// leadOf writes a lead as the contract has it.
func (s *Server) leadOf(d dealer.Dealer, l lead.Lead, m outreach.Message, times *callTimes) oas.Lead {
	out := oas.Lead{
		Id: l.ID, Priority: oas.Priority(l.Priority), Status: oas.LeadStatus(l.Status),
		Vehicle: oas.LeadVehicle{
			Vin: string(l.Vehicle.VIN), Year: l.Vehicle.Year, Make: l.Vehicle.Make, Model: l.Vehicle.Model,
			Mileage: l.Vehicle.Mileage, City: l.Vehicle.City, State: l.Vehicle.State,
		},
		Customer:   oas.LeadCustomer{Name: l.CustomerName},
		Risk:       s.riskOf(l.Score),
		Cohort:     oas.CohortRank{Label: l.Cohort.Label, Size: l.Cohort.Size, Percentile: l.Cohort.Percentile, StandardError: l.Cohort.SE},
		Message:    messageOf(m),
		Note:       l.Note,
		CallBackAt: l.CallBackAt,
		CallHours:  times.of(l),
		Version:    l.Version,
		CreatedAt:  l.CreatedAt,
		UpdatedAt:  l.UpdatedAt,
	}
	if price, ok := d.Settings.PriceFor(l.Vehicle.Family); ok {
		out.ServiceValue = &oas.Money{AmountCents: price.TotalCents(), Currency: price.Currency}
	}
	if l.Assignee != nil {
		out.Assignee = &oas.Assignee{Id: l.Assignee.ID, Name: l.Assignee.Name}
	}
	if l.ClosedReason != "" {
		why := oas.ClosedReason(l.ClosedReason)
		out.ClosedReason = &why
	}
	return out
}

func (s *Server) riskOf(score lead.Score) oas.Risk {
	out := oas.Risk{
		Probability: score.Probability, Low: score.Low, High: score.High, HorizonDays: score.HorizonDays,
		ModelVersion: score.ModelVersion, AsOf: score.AsOf,
		Words:   risk.Words(score.Probability, score.Low, score.High, score.HorizonDays),
		Reasons: make([]oas.Reason, len(score.Explanation)),
	}
	var observed [32]string
	seen := observed[:0]
	for i, step := range score.Explanation {
		about := s.labels.bar(step.Name)
		out.Reasons[i] = oas.Reason{
			Name: step.Name, Label: s.labels.sentence(about.Label, step.Signs), LogOdds: step.LogOdds, OddsFactor: math.Exp(step.LogOdds),
			Source: about.Source, Grade: oas.Grade(about.Grade),
		}
		for _, sign := range step.Signs {
			seen = append(seen, sign.Name)
		}
	}
	out.Unobserved = s.labels.except(seen)
	return out
}

func messageOf(m outreach.Message) oas.Message {
	out := oas.Message{Kind: oas.MessageKind(m.Kind), PhoneScript: m.Texts.PhoneScript, Sms: m.Texts.SMS}
	out.Email.Subject, out.Email.Body = m.Texts.EmailSubject, m.Texts.EmailBody
	switch m.Kind {
	case outreach.Template:
		out.Reason = &m.Reason
	case outreach.AI:
		out.Model, out.PromptVersion, out.GeneratedAt = &m.Model, &m.PromptVersion, &m.GeneratedAt
	}
	return out
}

func thresholdsOf(d dealer.Dealer) oas.Thresholds {
	t := d.Settings.Thresholds
	return oas.Thresholds{High: t.High, Moderate: t.Moderate, FollowUp: t.FollowUp}
}
