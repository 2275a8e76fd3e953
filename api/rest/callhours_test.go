package rest

import (
	"testing"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

func TestWhoIsNotToBeContactedMayNeverBeCalled(t *testing.T) {
	times := callTimes{dealer: dealer.Dealer{TimeZone: "America/Chicago"}, at: time.Date(2026, 3, 10, 12, 0, 0, 0, time.UTC), known: map[string]oas.LeadCallHours{}}
	in := lead.Vehicle{State: "TX"}
	for name, l := range map[string]lead.Lead{
		"a word about this vehicle":              {Vehicle: in, ClosedReason: lead.ClosedDoNotContact},
		"a word about another vehicle of theirs": {Vehicle: in, Stopped: true},
	} {
		if hours := times.of(l); hours.From != nil || hours.Until != nil {
			t.Errorf("after %s they may be called from %v", name, hours.From)
		}
	}
	if hours := times.of(lead.Lead{Vehicle: in}); hours.From == nil || hours.Until == nil {
		t.Error("who has said nothing may never be called")
	}
}
