package transfer

import (
	"bytes"
	"fmt"
	"io"
	"strings"
)

const (
	maxCell    = 32 << 10
	maxColumns = 200
	// maxRowLines is how many lines one row may take up.
	maxRowLines = 1000
)

// record is one row as it stands in the file. One that cannot be read has a code, and says why.
type record struct {
	line         int
	cells        []string
	code, detail string
}

// records gives a file row by row. Cells may stand in quotation marks, double them inside and hold line
// breaks. A row that cannot be read is given out as one that is at fault, and when it was taken to go
// on over several lines they are read again as rows of their own: an open quotation mark costs its own
// row only.
type records struct {
	lines *lines
	split splitter
	// columns is how many cells a row has; 0 while the header is read. Columns at the end that have no
	// name may be left out, down to named.
	columns, named int
	wentOn         []line // of the present record, after its first line
	reread         int64
}

// next gives the next row that is not blank; io.EOF after the last one.
func (r *records) next() (record, error) {
	for {
		rec, err := r.one()
		if err != nil || rec.code != "" || !blank(rec.cells) {
			return rec, err
		}
	}
}

func blank(cells []string) bool {
	for _, c := range cells {
		if strings.TrimSpace(c) != "" {
			return false
		}
	}
	return true
}

func (r *records) one() (record, error) {
	first, err := r.lines.next()
	if err != nil {
		return record{}, err
	}
	rec := record{line: first.number}
	r.wentOn = r.wentOn[:0]
	if rec.code, rec.detail = r.read(first); rec.code == "" && r.split.open() {
		if err := r.readOn(&rec); err != nil {
			return record{}, err
		}
	}
	if rec.code == "" {
		rec.cells = r.split.cells()
		r.checkColumns(&rec)
	}
	if rec.code != "" && len(r.wentOn) > 0 {
		r.goBack()
	}
	return rec, nil
}

func (r *records) read(first line) (code, detail string) {
	r.split.reset()
	return r.feed(first)
}

func (r *records) feed(l line) (code, detail string) {
	if l.long {
		return codeTooLong, fmt.Sprintf("is longer than %d KiB", maxLine>>10)
	}
	return r.split.line(l.text)
}

// readOn reads the lines that a quotation mark keeps in the row.
func (r *records) readOn(rec *record) error {
	for rec.code == "" && r.split.open() {
		l, err := line{}, io.EOF
		if len(r.wentOn) < maxRowLines {
			l, err = r.lines.next()
		}
		if err == io.EOF {
			rec.code, rec.detail = codeBrokenQuotes, "has a quotation mark that is not closed"
			return nil
		}
		if err != nil {
			return err
		}
		l.text = bytes.Clone(l.text)
		r.wentOn = append(r.wentOn, l)
		rec.code, rec.detail = r.feed(l)
	}
	return nil
}

// checkColumns finds rows that have not the header's columns. Empty cells too many, as a separator at
// the end of each line makes them, are no fault.
func (r *records) checkColumns(rec *record) {
	n := len(rec.cells)
	if r.columns == 0 || n >= r.named && n <= r.columns || blank(rec.cells) {
		return
	}
	if n > r.columns && blank(rec.cells[r.columns:]) {
		rec.cells = rec.cells[:r.columns]
		return
	}
	rec.cells, rec.code = nil, codeWrongColumns
	rec.detail = fmt.Sprintf("has %d cells; the header has %d", n, r.columns)
}

// goBack has the lines after the first one read again. A file could be made so that each of its lines
// is read over and over; it gets no more of that than it is long.
func (r *records) goBack() {
	size := int64(0)
	for _, l := range r.wentOn {
		size += int64(len(l.text)) + 1
	}
	if r.reread+size > r.lines.size+maxLine {
		return
	}
	r.reread += size
	r.lines.goBack(r.wentOn)
	r.wentOn = nil
}

// state is where in a cell the splitter stands.
type state int

const (
	atStart    state = iota // nothing but blanks so far
	plain                   // in a cell without quotation marks
	quoted                  // between quotation marks
	afterQuote              // behind a quotation mark, which may be the first of two
	afterCell               // behind the last quotation mark of a cell, and blanks
)

// splitter cuts lines into cells.
type splitter struct {
	separator byte
	state     state
	text      []byte // of all cells so far
	ends      []int  // where in text each cell ends
}

func (s *splitter) reset() {
	s.state, s.text, s.ends = atStart, s.text[:0], s.ends[:0]
}

// open says whether the row goes on in the next line.
func (s *splitter) open() bool { return s.state == quoted }

// cells are the cells of a row that is complete.
func (s *splitter) cells() []string {
	text := string(s.text)
	cells := make([]string, len(s.ends))
	from := 0
	for i, end := range s.ends {
		cells[i] = text[from:end]
		from = end
	}
	return cells
}

// line takes in one line of a row. A quotation mark within a cell that does not begin with one is a
// character like others: inches are written so.
func (s *splitter) line(text []byte) (code, detail string) {
	for i := 0; i < len(text); i++ {
		switch c := text[i]; s.state {
		case atStart:
			switch {
			case c == '"':
				s.text = s.text[:s.cellStart()]
				s.state = quoted
			case c == s.separator:
				code, detail = s.endCell()
			case c == ' ' || c == '\t':
				s.text = append(s.text, c)
			default:
				s.text = append(s.text, c)
				s.state = plain
			}
		case plain:
			if n := lengthBefore(text[i:], s.separator); n > 0 {
				s.text = append(s.text, text[i:i+n]...)
				i += n - 1
			} else {
				code, detail = s.endCell()
			}
		case quoted:
			if n := lengthBefore(text[i:], '"'); n > 0 {
				s.text = append(s.text, text[i:i+n]...)
				i += n - 1
			} else {
				s.state = afterQuote
			}
		case afterQuote, afterCell:
			switch {
			case c == '"' && s.state == afterQuote:
				s.text = append(s.text, c)
				s.state = quoted
			case c == s.separator:
				code, detail = s.endCell()
			case c == ' ' || c == '\t':
				s.state = afterCell
			default:
				code, detail = codeBrokenQuotes, "has text behind a closing quotation mark"
			}
		}
		if code != "" {
			return code, detail
		}
	}
	if s.state == quoted {
		s.text = append(s.text, '\n')
		return s.checkCell()
	}
	return s.endCell()
}

// lengthBefore is how many bytes stand before the first c.
func lengthBefore(text []byte, c byte) int {
	if i := bytes.IndexByte(text, c); i >= 0 {
		return i
	}
	return len(text)
}

func (s *splitter) cellStart() int {
	if len(s.ends) == 0 {
		return 0
	}
	return s.ends[len(s.ends)-1]
}

func (s *splitter) checkCell() (code, detail string) {
	if len(s.text)-s.cellStart() > maxCell {
		return codeTooLong, fmt.Sprintf("has a cell of more than %d KiB, in column %d", maxCell>>10, len(s.ends)+1)
	}
	return "", ""
}

func (s *splitter) endCell() (code, detail string) {
	if code, detail = s.checkCell(); code != "" {
		return code, detail
	}
	s.state = atStart
	s.ends = append(s.ends, len(s.text))
	if len(s.ends) > maxColumns {
		return codeWrongColumns, fmt.Sprintf("has more than %d cells", maxColumns)
	}
	return "", ""
}
