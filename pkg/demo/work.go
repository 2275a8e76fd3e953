package demo

import (
	"context"
	"fmt"
	"time"

	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/lead"
)

// task is what has been done about the lead at a place of the queue. The first leads are still to be
// called.
type task struct {
	place    int // in the queue, from 1
	assigned bool
	status   lead.Status
	reason   lead.ClosedReason
	// callBackDays is in how many days a call is promised, in the late afternoon.
	callBackDays int
	note         string
}

var tasks = []task{
	{place: 2, assigned: true, status: lead.New},
	{place: 5, assigned: true, status: lead.New},
	{place: 10, assigned: true, status: lead.Contacted, note: "Demo: left a message on the answering machine."},
	{place: 11, assigned: true, status: lead.Callback, callBackDays: 2, note: "Demo: asked to be called after work."},
	{place: 12, status: lead.Closed, reason: lead.ClosedReplaced, note: "Demo: tested and replaced on the same visit."},
	{place: 13, assigned: true, status: lead.Booked, note: "Demo: comes in for a battery check."},
	{place: 15, status: lead.Contacted},
	{place: 17, status: lead.Closed, reason: lead.ClosedBatteryGood, note: "Demo: the test says that the battery is good."},
	{place: 18, assigned: true, status: lead.Callback, callBackDays: 1, note: "Demo: wants to look at the calendar first."},
	{place: 21, status: lead.Booked},
	{place: 22, status: lead.Closed, reason: lead.ClosedDeclined},
	{place: 26, status: lead.Closed, reason: lead.ClosedDoneElsewhere, note: "Demo: has a new battery since last month."},
	{place: 31, status: lead.Closed, reason: lead.ClosedNotOwner, note: "Demo: sold the vehicle."},
	{place: 35, status: lead.Closed, reason: lead.ClosedDoNotContact},
}

// work does the tasks.
func (s Seeder) work(ctx context.Context, d dealer.Dealer, now time.Time) error {
	people, err := s.Accounts.People(ctx, d.ID)
	if err != nil {
		return err
	}
	advisor := ""
	for _, p := range people {
		if p.Role == account.Advisor {
			advisor = p.ID
		}
	}
	zone, err := time.LoadLocation(d.TimeZone)
	if err != nil {
		return fmt.Errorf("the dealer's time zone: %w", err)
	}
	leads, err := s.Leads.Top(ctx, d.ID, tasks[len(tasks)-1].place)
	if err != nil {
		return err
	}
	for _, t := range tasks {
		if t.place > len(leads) {
			return fmt.Errorf("there are only %d leads", len(leads))
		}
		l := leads[t.place-1]
		change := lead.Change{Note: &t.note, By: advisor}
		if t.status != lead.New {
			change.Status = &t.status
		}
		if t.assigned {
			change.AssigneeID = &advisor
		}
		if t.status == lead.Closed {
			change.ClosedReason = &t.reason
		}
		if t.status == lead.Callback {
			y, m, day := now.In(zone).Date()
			at := time.Date(y, m, day+t.callBackDays, 17, 30, 0, 0, zone)
			change.CallBackAt = &at
		}
		if _, err := s.Leads.Change(ctx, d.ID, l.ID, l.Version, change); err != nil {
			return err
		}
	}
	return nil
}
