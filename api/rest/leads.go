package rest

import (
	"context"
	"encoding/base64"
	"fmt"
	"net/http"
	"strconv"
	"strings"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
	"dealerportal/pkg/outreach"
)

const (
	operationGenerateLeads = "generateLeads"
	defaultTop             = 8
	defaultPage            = 50
	longestWait            = 60 * time.Second
	// pageLifetime bounds how long an assembled page is served without a look at what it was made of.
	pageLifetime = time.Minute
)

// GenerateLeads gives the best open leads with their messages. The answer is assembled once for each
// state of the queue and of the texts, and served as bytes until either changes.
func (s *Server) GenerateLeads(ctx context.Context, r oas.GenerateLeadsRequestObject) (oas.GenerateLeadsResponseObject, error) {
	ctx = plain(ctx)
	limit := defaultTop
	if r.Params.Limit != nil {
		limit = *r.Params.Limit
	}
	wait := preferredWait(r.Params.Prefer)
	u := caller(ctx)
	key := pageKey{user: u.ID, limit: limit}
	var d *dealer.Dealer // as far as it is read by then
	if u.Dealer != nil && (r.Params.Dealer == nil || *r.Params.Dealer == u.Dealer.Code) {
		key.dealer = u.Dealer.ID
	} else {
		named, err := s.dealerFor(ctx, r.Params.Dealer)
		if err != nil {
			return nil, err
		}
		d, key.dealer = &named, named.ID
	}
	state, err := s.pageState(ctx, key.dealer)
	if err != nil {
		return nil, err
	}
	p := s.pages.get(key, state, s.now())
	if p == nil || (wait > 0 && !p.final) {
		if p, err = s.assemble(ctx, key, d, u.Name, state, wait); err != nil {
			return nil, err
		}
	}
	return s.answer(p, valueOr(r.Params.IfNoneMatch, ""), valueOr(r.Params.AcceptEncoding, ""), wait), nil
}

// pageState is what an assembled page was made of.
func (s *Server) pageState(ctx context.Context, dealerID dealer.ID) (pageState, error) {
	leads, err := s.Leads.Revision(ctx, dealerID)
	if err != nil {
		return pageState{}, err
	}
	texts, err := s.Outreach.Revision(ctx)
	return pageState{leads: leads, texts: texts}, err
}

// assemble makes a page and keeps it. It is kept under the state that was read before it was made, so
// that a change which comes in meanwhile makes it old: a dealer that was read before the state is good for a page that
// is not kept.
func (s *Server) assemble(ctx context.Context, key pageKey, read *dealer.Dealer, callerName string, state pageState, wait time.Duration) (*page, error) {
	if read == nil || wait == 0 {
		d, err := s.Dealers.ByID(ctx, key.dealer)
		if err != nil {
			return nil, err
		}
		read = &d
	}
	d := *read
	leads, err := s.Leads.Top(ctx, d.ID, key.limit)
	if err != nil {
		return nil, err
	}
	batch, err := s.Outreach.Messages(ctx, d, leads, callerName, wait)
	if err != nil {
		return nil, err
	}
	p, err := s.pageOf(d, leads, batch, state)
	if err == nil && wait == 0 {
		s.pages.put(key, p)
	}
	// What is served from the kept page later was at hand then, or was not, as it was now; a text that was
	// missing and has come changes the state.
	return p, err
}

// pageOf makes a page of leads and their messages.
func (s *Server) pageOf(d dealer.Dealer, leads []lead.Lead, batch outreach.Batch, state pageState) (*page, error) {
	body := oas.GeneratedLeads{Leads: make([]oas.Lead, len(leads)), Thresholds: thresholdsOf(d)}
	var total int64
	currency := ""
	times := s.callTimes(d)
	for i, l := range leads {
		body.Leads[i] = s.leadOf(d, l, batch.Messages[i], times)
		if v := body.Leads[i].ServiceValue; v != nil {
			total, currency = total+v.AmountCents, v.Currency
		}
	}
	if currency != "" {
		body.TotalServiceValue = &oas.Money{AmountCents: total, Currency: currency}
	}
	encoded, err := encode(body)
	if err != nil {
		return nil, err
	}
	now := s.now()
	until := now.Add(pageLifetime)
	if !batch.ValidUntil.IsZero() && batch.ValidUntil.Before(until) {
		until = batch.ValidUntil
	}
	if !times.until.IsZero() && times.until.Before(until) {
		until = times.until
	}
	final := true
	for _, m := range batch.Messages {
		final = final && m.Reason != outreach.ReasonPending
	}
	return newPage(encoded, state, until, batch.Made, batch.Served, final), nil
}

// preferredWait reads "wait=N" of the Prefer header (RFC 7240); what it does not know it ignores.
func preferredWait(prefer *string) time.Duration {
	if prefer == nil {
		return 0
	}
	for _, p := range strings.Split(*prefer, ",") {
		name, value, _ := strings.Cut(p, "=")
		if !strings.EqualFold(strings.TrimSpace(name), "wait") {
			continue
		}
		value, _, _ = strings.Cut(value, ";")
		n, err := strconv.Atoi(strings.Trim(strings.TrimSpace(value), `"`))
		if err != nil || n <= 0 {
			return 0
		}
		return time.Duration(min(n, int(longestWait/time.Second))) * time.Second
	}
	return 0
}

// ListLeads gives a page of leads.
func (s *Server) ListLeads(ctx context.Context, r oas.ListLeadsRequestObject) (oas.ListLeadsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	f := filterOf(ctx, r.Params.Priority, r.Params.Status, r.Params.Assignee, r.Params.Q)
	f.Limit, f.Sort, f.Callable = valueOr(r.Params.Limit, defaultPage), sortOf(r.Params.Sort), s.callableNow(d, r.Params.Call)
	if f.After, err = positionOf(r.Params.Cursor); err != nil {
		return nil, err
	}
	leads, next, err := s.Leads.List(ctx, d.ID, f)
	if err != nil {
		return nil, err
	}
	batch, err := s.Outreach.Messages(ctx, d, leads, caller(ctx).Name, 0)
	if err != nil {
		return nil, err
	}
	s.Outreach.Count(batch.Served)
	out := leadPage{Leads: make([]oas.Lead, len(leads)), Thresholds: thresholdsOf(d)}
	times := s.callTimes(d)
	for i, l := range leads {
		out.Leads[i] = s.leadOf(d, l, batch.Messages[i], times)
	}
	if next != nil {
		c := cursorOf(*next)
		out.NextCursor = &c
	}
	return out, nil
}

// cursorOf writes a position as an opaque text.
func cursorOf(p lead.Position) string {
	return base64.RawURLEncoding.EncodeToString([]byte(strconv.FormatInt(p.SortKey, 10) + "." + p.ID))
}

func positionOf(cursor *string) (*lead.Position, error) {
	if cursor == nil || *cursor == "" {
		return nil, nil
	}
	bad := fault.InvalidField("cursor", "is not one that was given out")
	raw, err := base64.RawURLEncoding.DecodeString(*cursor)
	if err != nil {
		return nil, bad
	}
	key, id, ok := strings.Cut(string(raw), ".")
	sortKey, err := strconv.ParseInt(key, 10, 64)
	if !ok || err != nil {
		return nil, bad
	}
	if _, err := fault.CleanText("cursor", id, 64); err != nil {
		return nil, bad
	}
	return &lead.Position{SortKey: sortKey, ID: id}, nil
}

// CountLeads counts the open leads.
func (s *Server) CountLeads(ctx context.Context, r oas.CountLeadsRequestObject) (oas.CountLeadsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	f := filterOf(ctx, nil, nil, r.Params.Assignee, r.Params.Q)
	f.Callable = s.callableNow(d, r.Params.Call)
	t, err := s.Leads.TalliesOf(ctx, d.ID, f)
	if err != nil {
		return nil, err
	}
	expected, err := s.Leads.Expected(ctx, d.ID)
	if err != nil {
		return nil, err
	}
	out := oas.LeadCounts{ExpectedReplacements: expected.Expected, ExpectedLow: expected.Low, ExpectedHigh: expected.High}
	out.ByPriority.HIGH, out.ByPriority.MODERATE = t[lead.High].Count, t[lead.Moderate].Count
	out.ByPriority.FOLLOWUP, out.ByPriority.RETENTION = t[lead.FollowUp].Count, t[lead.Retention].Count
	for _, x := range t {
		out.Open += x.Count
	}
	return oas.CountLeads200JSONResponse{Body: out, Headers: oas.CountLeads200ResponseHeaders{CacheControl: &noStore}}, nil
}

// GetLead gives one lead.
func (s *Server) GetLead(ctx context.Context, r oas.GetLeadRequestObject) (oas.GetLeadResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	l, err := s.Leads.Get(ctx, d.ID, r.Id)
	if err != nil {
		return nil, err
	}
	out, err := s.withMessage(ctx, d, l)
	if err != nil {
		return nil, err
	}
	tag := leadTag(l.Version)
	return oas.GetLead200JSONResponse{Body: out, Headers: oas.GetLead200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// UpdateLead applies what a person decided.
func (s *Server) UpdateLead(ctx context.Context, r oas.UpdateLeadRequestObject) (oas.UpdateLeadResponseObject, error) {
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
	l, err := s.Leads.Change(ctx, d.ID, r.Id, version, changeOf(ctx, *r.Body))
	if err != nil {
		return nil, err
	}
	out, err := s.withMessage(ctx, d, l)
	if err != nil {
		return nil, err
	}
	tag := leadTag(l.Version)
	return oas.UpdateLead200JSONResponse{Body: out, Headers: oas.UpdateLead200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// ifMatch reads the version that the client has seen. "*" is any; without the header the error is
// Invalid; a tag that is none of ours matches nothing.
func (s *Server) ifMatch(ctx context.Context, dealerID dealer.ID, id string, header *string) (int64, error) {
	// A lead that is not there is not found, whatever the client thinks its version is.
	l, err := s.Leads.Get(ctx, dealerID, id)
	if err != nil {
		return 0, err
	}
	return l.Version, seenVersion(header, l.Version, "The lead has changed since it was read.")
}

// seenVersion holds the tags of If-Match against a record's version: Invalid without the header, Changed with the
// words when no tag is the version's.
func seenVersion(header *string, version int64, changed string) error {
	if header == nil || strings.TrimSpace(*header) == "" {
		return fault.InvalidField("If-Match", "is needed")
	}
	for _, tag := range strings.Split(*header, ",") {
		tag = strings.TrimSpace(tag)
		if tag == "*" || tag == leadTag(version) {
			return nil
		}
	}
	return fault.Newf(fault.Changed, "%s", changed).About("If-Match", "is not the present version")
}

func leadTag(version int64) string { return fmt.Sprintf(`"v%d"`, version) }

// preconditionRequired is the answer to a change without If-Match.
type preconditionRequired struct{ request string }

// VisitUpdateLeadResponse writes the answer.
func (p preconditionRequired) VisitUpdateLeadResponse(w http.ResponseWriter) error {
	detail := "If-Match is needed, with the ETag of the record as it was read."
	return oas.UpdateLead428ApplicationProblemPlusJSONResponse{
		PreconditionRequiredApplicationProblemPlusJSONResponse: oas.PreconditionRequiredApplicationProblemPlusJSONResponse{
			Type: "urn:dealer-portal:problem:precondition_required", Title: otherTitles["precondition_required"],
			Status: http.StatusPreconditionRequired, Detail: &detail, Instance: &p.request,
			Errors: &[]oas.FieldError{{Field: "If-Match", Detail: "is needed"}},
		},
	}.VisitUpdateLeadResponse(w)
}

// VisitEditMessageResponse writes the same.
func (p preconditionRequired) VisitEditMessageResponse(w http.ResponseWriter) error {
	return p.VisitUpdateLeadResponse(w)
}

// VisitPutBackMessageResponse writes the same.
func (p preconditionRequired) VisitPutBackMessageResponse(w http.ResponseWriter) error {
	return p.VisitUpdateLeadResponse(w)
}

// VisitRecordOutcomeResponse writes the same.
func (p preconditionRequired) VisitRecordOutcomeResponse(w http.ResponseWriter) error {
	return p.VisitUpdateLeadResponse(w)
}

// withMessage writes a lead by itself, with its message and what is told of single leads only.
func (s *Server) withMessage(ctx context.Context, d dealer.Dealer, l lead.Lead) (oas.Lead, error) {
	batch, err := s.Outreach.Messages(ctx, d, []lead.Lead{l}, caller(ctx).Name, 0)
	if err != nil {
		return oas.Lead{}, err
	}
	s.Outreach.Count(batch.Served)
	out := s.leadOf(d, l, batch.Messages[0], s.callTimes(d))
	background, err := s.Leads.BackgroundOf(ctx, d.ID, l)
	out.PriorProbability, out.NextCheck = background.Prior, s.nextCheckOf(background.NextCheck)
	return out, err
}

// valueOr is what p points to, or other.
func valueOr[T any](p *T, other T) T {
	if p == nil {
		return other
	}
	return *p
}
