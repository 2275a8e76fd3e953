package rest

import (
	"context"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
)

// EditMessage makes a person's texts the message of a lead.
func (s *Server) EditMessage(ctx context.Context, r oas.EditMessageRequestObject) (oas.EditMessageResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	version, err := s.ifMatch(ctx, d.ID, r.Id, r.Params.IfMatch)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return preconditionRequired{request: exchangeIn(ctx).requestID()}, nil
		}
		return nil, err
	}
	t := outreach.Texts{PhoneScript: r.Body.PhoneScript, SMS: r.Body.Sms, EmailSubject: r.Body.Email.Subject, EmailBody: r.Body.Email.Body}
	if err := s.Outreach.Edit(ctx, d.ID, r.Id, version, t, personIn(ctx)); err != nil {
		return nil, err
	}
	out, tag, err := s.leadNow(ctx, d, r.Id)
	if err != nil {
		return nil, err
	}
	return oas.EditMessage200JSONResponse{Body: out, Headers: oas.EditMessage200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// personIn is who is calling, as histories name them.
func personIn(ctx context.Context) lead.Person {
	return lead.Person{ID: person(ctx), Name: caller(ctx).Name}
}

// PutBackMessage takes a person's texts away.
func (s *Server) PutBackMessage(ctx context.Context, r oas.PutBackMessageRequestObject) (oas.PutBackMessageResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	version, err := s.ifMatch(ctx, d.ID, r.Id, r.Params.IfMatch)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return preconditionRequired{request: exchangeIn(ctx).requestID()}, nil
		}
		return nil, err
	}
	if err := s.Outreach.PutBack(ctx, d.ID, r.Id, version, personIn(ctx)); err != nil {
		return nil, err
	}
	out, tag, err := s.leadNow(ctx, d, r.Id)
	if err != nil {
		return nil, err
	}
	return oas.PutBackMessage200JSONResponse{Body: out, Headers: oas.PutBackMessage200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

func (s *Server) leadNow(ctx context.Context, d dealer.Dealer, id string) (out oas.Lead, tag string, err error) {
	l, err := s.Leads.Get(ctx, d.ID, id)
	if err != nil {
		return oas.Lead{}, "", err
	}
	out, err = s.withMessage(ctx, d, l)
	return out, leadTag(l.Version), err
}

// RewriteMessage has the model write a lead's message anew.
func (s *Server) RewriteMessage(ctx context.Context, r oas.RewriteMessageRequestObject) (oas.RewriteMessageResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	l, err := s.Leads.Get(ctx, d.ID, r.Id)
	if err != nil {
		return nil, err
	}
	m, err := s.Outreach.Rewrite(ctx, d, l, personIn(ctx), r.Params.IdempotencyKey)
	if err != nil {
		return nil, err
	}
	return oas.RewriteMessage200JSONResponse{Body: messageOf(m), Headers: oas.RewriteMessage200ResponseHeaders{CacheControl: &noStore}}, nil
}

// GetMessageRecord tells how a lead's message came about.
func (s *Server) GetMessageRecord(ctx context.Context, r oas.GetMessageRecordRequestObject) (oas.GetMessageRecordResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	l, err := s.Leads.Get(ctx, d.ID, r.Id)
	if err != nil {
		return nil, err
	}
	record, err := s.Outreach.RecordOf(ctx, d, l, caller(ctx).Name)
	if err != nil {
		return nil, err
	}
	return oas.GetMessageRecord200JSONResponse{Body: recordOf(record), Headers: oas.GetMessageRecord200ResponseHeaders{CacheControl: &noStore}}, nil
}

func recordOf(r outreach.Record) oas.MessageRecord {
	b := r.Brief
	out := oas.MessageRecord{
		Kind: oas.MessageKind(r.Kind), RulesPassed: []string{}, Brief: oas.Brief{
			Key: r.BriefKey, Priority: oas.Priority(b.Priority), VehicleKind: b.VehicleKind, Reasons: b.Reasons,
			Language: b.Language, Tone: b.Tone, Manner: b.Manner, Variant: b.Variant,
		},
	}
	switch r.Kind {
	case outreach.Template:
		out.Reason, out.BrokenRule = &r.Reason, textOrNil(r.BrokenRule)
	case outreach.Edited:
		out.EditedBy, out.EditedAt = &r.EditedBy, &r.EditedAt
	case outreach.AI:
		m := r.Making
		latency := int64(m.Latency / time.Millisecond)
		out.Model, out.PromptVersion, out.GeneratedAt, out.Provider = &r.Model, &r.PromptVersion, &r.GeneratedAt, textOrNil(m.Provider)
		out.PromptTokens, out.CompletionTokens, out.CostMicrodollars = &m.PromptTokens, &m.CompletionTokens, m.Cost
		out.LatencyMs, out.Attempts = &latency, &m.Attempts
		out.RulesPassed = append(out.RulesPassed, m.Rules...)
	}
	return out
}
