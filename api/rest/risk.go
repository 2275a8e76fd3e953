package rest

import (
	"context"
	"errors"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"dealerportal/api/oas"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/risk"
	"dealerportal/pkg/telemetry"
)

// GetRiskModel gives what the estimates come from.
func (s *Server) GetRiskModel(context.Context, oas.GetRiskModelRequestObject) (oas.GetRiskModelResponseObject, error) {
	out := oas.RiskModel{
		Version: s.Model.Version(), HorizonDays: s.Model.HorizonDays(), Updated: dayOf(s.Model.ParameterSet().Updated),
		Bars: []oas.RiskBar{}, Parameters: []oas.RiskParameter{}, Signs: []oas.RiskSign{},
	}
	for _, b := range s.Model.Bars() {
		out.Bars = append(out.Bars, oas.RiskBar{Name: b.Name, Label: b.Label, Source: b.Source, Grade: oas.Grade(b.Grade), Outcomes: b.Outcomes})
	}
	for _, p := range s.Model.Parameters() {
		out.Parameters = append(out.Parameters, parameterOf(p))
	}
	rules := map[string]telemetry.Rule{}
	for _, r := range telemetry.Rules() {
		rules[r.Sign] = r
	}
	for _, sign := range s.Model.Signs() {
		out.Signs = append(out.Signs, signOf(sign, rules[sign.Name]))
	}
	return oas.GetRiskModel200JSONResponse{Body: out, Headers: oas.GetRiskModel200ResponseHeaders{CacheControl: &noStore}}, nil
}

// dayOf is a day of the parameters, which no model has that is none.
func dayOf(text string) openapi_types.Date {
	day, err := time.Parse(time.DateOnly, text)
	if err != nil {
		panic(err)
	}
	return openapi_types.Date{Time: day}
}

func parameterOf(p risk.Parameter) oas.RiskParameter {
	out := oas.RiskParameter{
		Name: p.Name, Label: p.Label, Bar: p.Bar, Values: p.Values, Unit: p.Unit, Outcomes: p.Outcomes,
		Source: p.Source, Grade: oas.Grade(p.Grade), Note: p.Note,
	}
	if p.For > 0 || p.Against > 0 {
		out.PseudoCounts = &struct {
			Against float64 `json:"against"`
			For     float64 `json:"for"`
		}{For: p.For, Against: p.Against}
	}
	return out
}

// signOf describes a sign with the rule by which it is found.
func signOf(sign risk.SignInfo, r telemetry.Rule) oas.RiskSign {
	out := oas.RiskSign{Name: sign.Name, Label: sign.Label, Bar: sign.Group, Rule: r.Words, OfBattery: r.OfBattery, Unit: textOrNil(r.Unit)}
	if r.Unit != "" {
		out.Limit = &r.Limit
	}
	if r.WindowDays > 0 {
		out.WindowDays, out.LeastReadings = &r.WindowDays, &r.Least
	}
	if sign.FadesDays > 0 {
		out.FadesDays = &sign.FadesDays
	}
	return out
}

// AssessRisk estimates a battery from the request alone.
func (s *Server) AssessRisk(_ context.Context, r oas.AssessRiskRequestObject) (oas.AssessRiskResponseObject, error) {
	in := risk.Input{
		BatteryAgeMonths: r.Body.BatteryAgeMonths, VehicleAgeMonths: r.Body.VehicleAgeMonths, AnnualMeanC: r.Body.AnnualMeanTemperatureC,
	}
	if c := r.Body.Cohort; c != nil {
		in.Cohort = risk.Cohort{Failures: c.Failures, Exposure: c.Exposure}
	}
	for _, e := range r.Body.Evidence {
		in.Evidence = append(in.Evidence, risk.Evidence{Name: e.Name, Present: e.Present, AgeDays: valueOr(e.AgeDays, 0)})
	}
	a, err := s.Model.Assess(in)
	if err != nil {
		return nil, inputFault(err)
	}
	if a.Probability >= 1 { // by rounding: no number below 1 is close enough, and its odds may be none at all
		return nil, fault.InvalidField("cohort", "gives an estimate that cannot be told from certainty")
	}
	return oas.AssessRisk200JSONResponse{Body: s.assessmentOf(a), Headers: oas.AssessRisk200ResponseHeaders{CacheControl: &noStore}}, nil
}

// inputFault names the field that the model cannot use.
func inputFault(err error) error {
	var unusable *risk.InputError
	if errors.As(err, &unusable) {
		return fault.InvalidField(unusable.Field, "%s", unusable.Detail)
	}
	return err
}

func (s *Server) assessmentOf(a risk.Assessment) oas.Assessment {
	out := oas.Assessment{
		Probability: a.Probability, Low: a.Low, Median: a.Median, High: a.High, HorizonDays: a.HorizonDays,
		PriorProbability: a.Prior, LogOdds: a.LogOdds, ModelVersion: a.ModelVersion,
		Words:     risk.Words(a.Probability, a.Low, a.High, a.HorizonDays),
		Waterfall: make([]oas.WaterfallBar, len(a.Waterfall)), Unobserved: make([]oas.Sign, len(a.Unobserved)),
	}
	for i, b := range a.Waterfall {
		bar := &out.Waterfall[i]
		*bar = oas.WaterfallBar{
			Name: b.Name, Label: b.Label, LogOdds: b.LogOdds, OddsFactor: b.OddsFactor(), Source: b.Source, Grade: oas.Grade(b.Grade),
			Outcomes: b.Outcomes, Updated: dayOf(b.Updated), Signs: make(waterfallSigns, len(b.Signs)),
		}
		for j, sign := range b.Signs {
			bar.Signs[j].Name, bar.Signs[j].Label, bar.Signs[j].Present = sign.Name, s.labels.sign(sign.Name), sign.Present
		}
	}
	for i, name := range a.Unobserved {
		out.Unobserved[i] = oas.Sign{Name: name, Label: s.labels.sign(name)}
	}
	out.NextCheck = s.nextCheckOf(a.NextCheck)
	return out
}

func (s *Server) nextCheckOf(n *risk.NextCheck) *oas.NextCheck {
	if n == nil {
		return nil
	}
	return &oas.NextCheck{
		Name: n.Name, Label: s.labels.sign(n.Name), Check: n.Check, ProbabilityPresent: n.ProbabilityPresent,
		ProbabilityIfPresent: n.ProbabilityIfPresent, ProbabilityIfAbsent: n.ProbabilityIfAbsent,
	}
}

// waterfallSigns are the signs behind a bar, as the contract has them.
type waterfallSigns = []struct {
	Label   string `json:"label"`
	Name    string `json:"name"`
	Present bool   `json:"present"`
}
