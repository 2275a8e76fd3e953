package rest

import (
	"context"
	"net/http"
	"time"

	openapi_types "github.com/oapi-codegen/runtime/types"

	"dealerportal/api/oas"
	"dealerportal/pkg/callhours"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/lead"
)

// GetCallHours gives the hours that a dealer keeps to, state by state.
func (s *Server) GetCallHours(ctx context.Context, r oas.GetCallHoursRequestObject) (oas.GetCallHoursResponseObject, error) {
	d, err := s.dealerFor(plain(ctx), &r.Code)
	if err != nil {
		return nil, err
	}
	tag := leadTag(d.CallHours.Version)
	return oas.GetCallHours200JSONResponse{Body: callHoursOf(d), Headers: oas.GetCallHours200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// PutCallHours puts the dealer's own hours in the place of a state's.
func (s *Server) PutCallHours(ctx context.Context, r oas.PutCallHoursRequestObject) (oas.PutCallHoursResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerToSetHours(ctx, r.Code, r.Params.IfMatch)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return preconditionRequired{request: exchangeIn(ctx).requestID()}, nil
		}
		return nil, err
	}
	own := callhours.Set{State: r.State, TextsAreCalls: r.Body.TextsAreCalls, Note: r.Body.Note, ByID: caller(ctx).ID, ByName: caller(ctx).Name}
	var bad []fault.Field
	for _, x := range []struct {
		name string
		from *oas.CallWindow
		to   *callhours.Window
	}{{"weekdays", r.Body.Weekdays, &own.Week.Weekdays}, {"saturday", r.Body.Saturday, &own.Week.Saturday}, {"sunday", r.Body.Sunday, &own.Week.Sunday}} {
		if x.from == nil {
			continue
		}
		if *x.to, err = callhours.ParseWindow(x.from.From, x.from.Until); err != nil {
			bad = append(bad, fault.Field{Name: x.name, Detail: err.Error()})
		}
	}
	if err := fault.InvalidFields(bad); err != nil {
		return nil, err
	}
	if d, err = s.Dealers.SetCallHours(ctx, d.ID, own, d.CallHours.Version); err != nil {
		return nil, err
	}
	tag := leadTag(d.CallHours.Version)
	return oas.PutCallHours200JSONResponse{Body: callHoursOf(d), Headers: oas.PutCallHours200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// DeleteCallHours goes back to a state's own row.
func (s *Server) DeleteCallHours(ctx context.Context, r oas.DeleteCallHoursRequestObject) (oas.DeleteCallHoursResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerToSetHours(ctx, r.Code, r.Params.IfMatch)
	if err != nil {
		if fault.KindOf(err) == fault.Invalid {
			return preconditionRequired{request: exchangeIn(ctx).requestID()}, nil
		}
		return nil, err
	}
	if d, err = s.Dealers.DropCallHours(ctx, d.ID, r.State, d.CallHours.Version); err != nil {
		return nil, err
	}
	tag := leadTag(d.CallHours.Version)
	return oas.DeleteCallHours200JSONResponse{Body: callHoursOf(d), Headers: oas.DeleteCallHours200ResponseHeaders{ETag: &tag, CacheControl: &noStore}}, nil
}

// dealerToSetHours is the dealer whose hours the caller may change and has read as they are; Invalid when the
// request does not say which it has read.
func (s *Server) dealerToSetHours(ctx context.Context, code string, seen *string) (dealer.Dealer, error) {
	d, err := s.dealerFor(ctx, &code)
	if err != nil {
		return dealer.Dealer{}, err
	}
	if err := mayManage(ctx); err != nil {
		return dealer.Dealer{}, err
	}
	return d, seenVersion(seen, d.CallHours.Version, "The dealer's calling hours have changed since they were read.")
}

// VisitPutCallHoursResponse writes the answer to a change without If-Match.
func (p preconditionRequired) VisitPutCallHoursResponse(w http.ResponseWriter) error {
	return p.VisitUpdateLeadResponse(w)
}

// VisitDeleteCallHoursResponse writes the same.
func (p preconditionRequired) VisitDeleteCallHoursResponse(w http.ResponseWriter) error {
	return p.VisitUpdateLeadResponse(w)
}

func callHoursOf(d dealer.Dealer) oas.CallHours {
	about := callhours.Describe()
	states := callhours.States()
	out := oas.CallHours{
		Notice: about.Notice, Sources: about.Sources, Federal: *callWindowOf(about.Federal), FederalSource: about.FederalSource,
		States: make([]oas.CallHoursRow, len(states)), Unknown: callHoursRowOf(callhours.Listed("")),
	}
	for i, state := range states {
		out.States[i] = callHoursRowOf(callhours.RowOf(state, d.CallHours.Set))
	}
	for i, own := range d.CallHours.Set {
		for j := range out.States {
			if row := &out.States[j]; row.State == own.State {
				listed := callHoursRowOf(callhours.Listed(own.State))
				row.SetBy, row.SetAt, row.InPlaceOf = &d.CallHours.Set[i].ByName, &d.CallHours.Set[i].At, &listed
			}
		}
	}
	return out
}

func callHoursRowOf(r callhours.Row) oas.CallHoursRow {
	out := oas.CallHoursRow{
		State: r.State, Basis: oas.CallHoursBasis(r.Basis), TextsAreCalls: r.TextsAreCalls, Note: r.Note, Source: r.Source,
		Weekdays: callWindowOf(r.Week.Weekdays), Saturday: callWindowOf(r.Week.Saturday), Sunday: callWindowOf(r.Week.Sunday),
		Zones: make([]string, len(r.Zones)),
	}
	for i, zone := range r.Zones {
		out.Zones[i] = zone.String()
	}
	if r.Basis == callhours.State {
		out.ReadOn = &openapi_types.Date{Time: callhours.Describe().ReadOn}
	}
	return out
}

func callWindowOf(w callhours.Window) *oas.CallWindow {
	if w.None() {
		return nil
	}
	from, until := w.Ends()
	return &oas.CallWindow{From: from, Until: until}
}

// callTimes are when the owners of a dealer's leads may be called, as of a time. Each state is worked out once.
type callTimes struct {
	dealer dealer.Dealer
	at     time.Time
	known  map[string]oas.LeadCallHours
	// until is when the first of those that were asked for holds no more; zero for never.
	until time.Time
}

func (s *Server) callTimes(d dealer.Dealer) *callTimes {
	return &callTimes{dealer: d, at: s.now(), known: map[string]oas.LeadCallHours{}}
}

// of is when the owner of a lead may be called.
func (t *callTimes) of(l lead.Lead) oas.LeadCallHours {
	hours, known := t.known[l.Vehicle.State]
	if !known {
		row := callhours.RowOf(l.Vehicle.State, t.dealer.CallHours.Set)
		hours = oas.LeadCallHours{
			TimeZone: row.Zones[0].String(), Zones: len(row.Zones), Basis: oas.CallHoursBasis(row.Basis), TextsAreCalls: row.TextsAreCalls,
		}
		if row.Basis == callhours.Unknown {
			hours.TimeZone = t.dealer.TimeZone
		}
		if from, until, ok := row.Next(t.at); ok {
			hours.From, hours.Until = &from, &until
			if t.until.IsZero() || until.Before(t.until) {
				t.until = until
			}
		}
		t.known[l.Vehicle.State] = hours
	}
	if l.Stopped || l.ClosedReason == lead.ClosedDoNotContact {
		hours.From, hours.Until = nil, nil
	}
	return hours
}

// callableNow are the states that the filter for owners who may be called now asks for; nil without it.
func (s *Server) callableNow(d dealer.Dealer, asked *oas.CallFilter) *[]string {
	if asked == nil {
		return nil
	}
	open := callhours.OpenAt(d.CallHours.Set, s.now())
	return &open
}
