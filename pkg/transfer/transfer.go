// Package transfer takes data in and gives them out in bulk: files as dealer systems export them.
package transfer

import (
	"context"
	"io"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/fault"
	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

// Kind is what the rows of a file are.
type Kind string

// The kinds of file.
const (
	Vehicles Kind = "vehicles"
	Readings Kind = "readings"
)

// Options say how a file is taken in.
type Options struct {
	Kind   Kind
	DryRun bool
	// Progress, when set, is told from time to time how many rows have been dealt with.
	Progress func(rows int)
}

// Result is what became of a file.
type Result struct {
	DryRun                        bool
	Accepted, Unchanged, Rejected int
	Rows                          []Row
}

// Row is what became of one row. Code says why it was rejected, or what was noticed; it is empty when
// there is nothing to say.
type Row struct {
	Line    int
	Status  string
	Code    string
	Field   string
	Message string
}

// database runs several uses of the services in one transaction.
type database interface {
	InTx(ctx context.Context, f func(ctx context.Context) error) error
}

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID dealer.ID)
}

// Service is the use of files.
type Service struct {
	db       database
	vehicles *vehicle.Service
	readings *telemetry.Service
	rescorer rescorer
	now      func() time.Time
}

// NewService makes the service; rescorer is told once for each file that changed anything.
func NewService(db database, vehicles *vehicle.Service, readings *telemetry.Service, rescorer rescorer, now func() time.Time) *Service {
	return &Service{db: db, vehicles: vehicles, readings: readings, rescorer: rescorer, now: now}
}

// Import takes in a file.
func (s *Service) Import(ctx context.Context, dealerID dealer.ID, r io.Reader, o Options) (Result, error) {
	return Result{}, fault.InvalidField("kind", "is not vehicles or readings")
}
