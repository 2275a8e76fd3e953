package transfer

import (
	"cmp"
	"context"
	"errors"
	"io"
	"slices"
	"strings"

	"dealerportal/pkg/fault"
)

const (
	// chunkRows is how many rows are stored in one transaction: others wait for no more than that.
	chunkRows = 500
	// maxRows is how many rows a file may have.
	maxRows = 1_000_000
)

// taker deals with the rows of one kind of file. It remembers the rows that it has seen, so each file
// has one of its own.
type taker interface {
	// vin is the text of the row's VIN.
	vin(rec record) string
	// dates are the texts of the row's dates.
	dates(rec record) []string
	// take stores what a row says, inside a transaction. What is wrong with the row is in its result;
	// an error is the end of the import.
	take(ctx context.Context, rec record, form dateForm) (Row, error)
}

// intake is the taking in of one file.
type intake struct {
	db      Store
	rows    *records
	options Options
	taker   taker
	form    dateForm // the zero value until the file has shown a date
	result  Result
	of      int   // how many rows the file has; 0 when it is read as it comes
	note    *note // nil for an import that is not recorded
}

func (in *intake) all(ctx context.Context) error {
	if err := in.tell(nil); err != nil {
		return err
	}
	for {
		chunk, err := in.read()
		ended := errors.Is(err, io.EOF)
		if err != nil && !ended {
			return unreadable(err)
		}
		if len(in.result.Rows)+len(chunk) > maxRows {
			return tooManyRows()
		}
		if len(chunk) > 0 {
			if err := in.store(ctx, chunk); err != nil {
				return err
			}
		}
		if !ended {
			continue
		}
		if len(in.result.Rows) == 0 {
			return fault.InvalidField("file", "has a header and no rows")
		}
		return nil
	}
}

// read gives the next rows; with io.EOF the last ones.
func (in *intake) read() ([]record, error) {
	chunk := make([]record, 0, chunkRows)
	for len(chunk) < chunkRows {
		rec, err := in.rows.next()
		if err != nil {
			return chunk, err
		}
		chunk = append(chunk, rec)
	}
	return chunk, nil
}

// errDryRun rolls a transaction back that went well.
var errDryRun = errors.New("a dry run stores nothing")

// store takes in one chunk in one transaction, which a dry run rolls back: so it does all that the real
// one does. The rows are taken in order of VIN, so that two imports and a scoring run never wait for each
// other in a circle; those of one VIN stay in the order of the file.
func (in *intake) store(ctx context.Context, chunk []record) error {
	in.decideForm(chunk)
	order := make([]int, len(chunk))
	vins := make([]string, len(chunk))
	for i, rec := range chunk {
		order[i] = i
		vins[i] = strings.ToUpper(in.taker.vin(rec))
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(vins[a], vins[b]) })
	rows := make([]Row, len(chunk))
	err := in.db.InTx(ctx, func(ctx context.Context) error {
		for _, i := range order {
			rec := chunk[i]
			if rec.code != "" {
				rows[i] = Row{Line: rec.line, Status: rejected, Code: rec.code, Message: rec.detail}
				continue
			}
			var err error
			if rows[i], err = in.taker.take(ctx, rec, in.form); err != nil {
				return err
			}
		}
		if in.options.DryRun {
			return errDryRun
		}
		if in.note != nil {
			return in.note.advance(ctx, in.result.with(rows))
		}
		return nil
	})
	if err != nil && err != errDryRun { // as it was given in: InTx does not wrap it
		return err
	}
	in.result = in.result.with(rows)
	in.result.Rows = append(in.result.Rows, rows...)
	if in.options.Progress != nil {
		in.options.Progress(len(in.result.Rows))
	}
	return in.tell(rows)
}

// tell says what became of rows, to who watches.
func (in *intake) tell(rows []Row) error {
	if in.options.Watch == nil {
		return nil
	}
	return in.options.Watch(Piece{Rows: rows, Done: len(in.result.Rows), Of: in.of})
}

// decideForm finds the form of the file's dates in the first chunk that has any.
func (in *intake) decideForm(chunk []record) {
	if in.form.words != "" {
		return
	}
	var dates []string
	for _, rec := range chunk {
		if rec.code == "" {
			dates = append(dates, in.taker.dates(rec)...)
		}
	}
	if form, ok := formOf(dates); ok {
		in.form = form
	}
}

// with is the result with more rows counted.
func (r Result) with(rows []Row) Result {
	for _, row := range rows {
		switch row.Status {
		case accepted:
			r.Accepted++
		case unchanged:
			r.Unchanged++
		default:
			r.Rejected++
		}
	}
	return r
}

// reject is the result of a row that has something wrong with it. The row's field is the first one at
// fault in the order of the layout, and the message names the others.
func reject(rec record, h header, faults []fault.Field) Row {
	slices.SortStableFunc(faults, func(a, b fault.Field) int { return cmp.Compare(h.rank[a.Name], h.rank[b.Name]) })
	row := Row{Line: rec.line, Status: rejected, Code: codeOf(faults[0]), Field: faults[0].Name}
	var b strings.Builder
	for i, f := range faults {
		if i > 0 {
			b.WriteString("; " + f.Name + " ")
		}
		b.WriteString(f.Detail)
		if _, name := h.cell(rec, f.Name); name != "" && fold(name) != fold(f.Name) {
			b.WriteString(" (column " + name + ")")
		}
	}
	row.Message = b.String()
	return row
}

// newFaults are the fields of an error that have not been spoken of yet, under the names of columns.
func newFaults(told []fault.Field, err error, rename func(fault.Field) fault.Field) (faults []fault.Field) {
	for _, x := range fault.As(err).Fields {
		if rename != nil {
			x = rename(x)
		}
		if !slices.ContainsFunc(told, func(t fault.Field) bool { return t.Name == x.Name }) {
			faults = append(faults, x)
		}
	}
	return faults
}

func codeOf(f fault.Field) string {
	switch {
	case f.Detail == missing || f.Detail == "is missing":
		return codeRequired
	case f.Name == "vin":
		return codeVINMalformed
	}
	return codeInvalid
}

// missing is what is said of a cell that is empty and must not be, as pkg/vehicle says it.
const missing = "is missing"

// duplicate is the result of a row that has to do with an earlier one.
func duplicate(rec record, status, field, message string) Row {
	return Row{Line: rec.line, Status: status, Code: codeDuplicateRow, Field: field, Message: message}
}
