// Package transfer takes data in and gives them out in bulk: files as dealer systems export them.
//
// A file is read as a stream and stored in pieces, so that its size does not matter, and every row gets
// a result of its own: what is wrong with one row costs the others nothing. The same file again changes
// nothing.
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
	// Watch, when set, is told how many rows there are before the first is taken in, and of each piece of them as soon
	// as it is dealt with. Its failure ends the import.
	Watch func(Piece) error
	// ID, when there is one, has a record kept of an import that is no dry run: Latest tells of it, Cancel ends it.
	ID string
	// Name is what the file is called, for the record.
	Name string
	// Stored is told when the rows are stored and their vehicles are about to be scored; nil if nobody asks.
	Stored func()
}

// Piece is what became of some of a file's rows, with how many have been dealt with by then and how many there are.
type Piece struct {
	Rows     []Row
	Done, Of int
}

// Result is what became of a file.
type Result struct {
	DryRun                        bool
	Accepted, Unchanged, Rejected int
	Rows                          []Row
}

// Row is what became of one row. Line is the line of the file on which it starts; the first line is 1.
// Code says why it was rejected, or what was noticed; it is empty when there is nothing to say.
type Row struct {
	Line    int
	Status  string
	Code    string
	Field   string
	Message string
}

// What can become of a row.
const (
	accepted  = "accepted"
	unchanged = "unchanged"
	rejected  = "rejected"
)

// The codes of rows. Those of rows that were rejected:
const (
	codeVINMalformed   = "vin_malformed"
	codeRequired       = "required"
	codeInvalid        = "invalid"
	codeUnknownVehicle = "unknown_vehicle"
	codeWrongColumns   = "wrong_columns"
	codeBrokenQuotes   = "broken_quotes"
	codeTooLong        = "too_long"
	// codeDuplicateRow is also that of a row that repeats an earlier one of the file, and is unchanged.
	codeDuplicateRow = "duplicate_row"
)

// Those of rows in which something was noticed:
const (
	codeCheckDigit   = "vin_check_digit"
	codeMileageBelow = "mileage_below_stored"
	codeMileageJump  = "mileage_jump"
)

// rescorer is told that vehicles of a dealer wait for scoring.
type rescorer interface {
	Rescore(ctx context.Context, dealerID dealer.ID)
}

// Service is the use of files.
type Service struct {
	db       Store
	vehicles *vehicle.Service
	readings *telemetry.Service
	rescorer rescorer
	now      func() time.Time
}

// NewService makes the service; rescorer is told once for each file that changed anything.
func NewService(db Store, vehicles *vehicle.Service, readings *telemetry.Service, rescorer rescorer, now func() time.Time) *Service {
	return &Service{db: db, vehicles: vehicles, readings: readings, rescorer: rescorer, now: now}
}

// Import takes in a dealer's file. Rows are stored in pieces: an error that ends the import in the middle
// leaves what was stored before, and the same file again goes on from there. With DryRun nothing is
// stored and the result is what it would be. A file that is watched or recorded is received whole before anything
// of it is stored.
//
// A file that is none is Invalid and names "file" or "header". A failure of r is Invalid, too, with the
// failure itself in the chain of errors. An import that was cancelled is Conflict, as is one whose id was used before.
func (s *Service) Import(ctx context.Context, dealerID dealer.ID, r io.Reader, o Options) (Result, error) {
	layout, ok := layouts[o.Kind]
	if !ok {
		return Result{}, fault.InvalidField("kind", "is neither vehicles nor readings")
	}
	in := intake{db: s.db, options: o, result: Result{DryRun: o.DryRun}}
	text := plainText
	if o.Watch != nil || o.ID != "" {
		whole, err := receive(r)
		if err != nil {
			return Result{}, err
		}
		defer whole.Close() //nolint:errcheck // it was written to be read, and is gone with the process at the latest
		if in.of, err = whole.count(ctx, layout); err != nil {
			return Result{}, err
		}
		text = func(io.Reader) (io.Reader, error) { return whole.text() }
	}
	plain, err := text(r)
	if err != nil {
		return Result{}, err
	}
	in.rows = &records{lines: &lines{src: plain}}
	h, err := readHeader(in.rows, layout)
	if err != nil {
		return Result{}, err
	}
	switch o.Kind {
	case Vehicles:
		in.taker = newVehicleFile(s, dealerID, h)
	case Readings:
		in.taker = newReadingFile(s, dealerID, h)
	}
	if o.ID != "" && !o.DryRun {
		in.note = &note{db: s.db, dealerID: dealerID, now: s.now, record: Record{ID: o.ID, Kind: o.Kind, Name: o.Name}}
		if err := in.note.begin(ctx, in.of); err != nil {
			return Result{}, err
		}
	}
	err = in.all(ctx)
	if err != nil && in.note != nil {
		in.note.brokenOff(ctx)
	}
	if in.result.Accepted > 0 && !o.DryRun {
		if o.Stored != nil {
			o.Stored()
		}
		s.rescorer.Rescore(ctx, dealerID)
	}
	if err != nil {
		return Result{}, err
	}
	return in.result, nil
}
