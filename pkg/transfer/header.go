package transfer

import (
	"bytes"
	_ "embed"
	"fmt"
	"io"
	"slices"
	"strings"
	"unicode"

	"dealerportal/pkg/fault"
)

//go:embed columns.tsv
var columnsFile string

// layouts are the columns of each kind of file.
var layouts = mustLayouts(columnsFile)

// column is what one field is called in files.
type column struct {
	field    string
	required bool
	names    []string // folded, in order of preference
}

// fold leaves of a name what counts when columns are matched.
func fold(name string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, name)
}

func mustLayouts(file string) map[Kind][]column {
	all := map[Kind][]column{}
	taken := map[string]bool{}
	for row := range strings.Lines(file) {
		row = strings.TrimRight(row, "\n")
		if row == "" || strings.HasPrefix(row, "#") {
			continue
		}
		cells := strings.Split(row, "\t")
		if len(cells) != 4 || cells[2] != "required" && cells[2] != "optional" {
			panic(fmt.Sprintf("columns.tsv: %q is not a row of kind, field, required or optional, and names", row))
		}
		c := column{field: cells[1], required: cells[2] == "required", names: strings.Split(cells[3], "|")}
		for _, name := range c.names {
			key := cells[0] + " " + name
			if name == "" || name != fold(name) || taken[key] {
				panic(fmt.Sprintf("columns.tsv: %q of %s is not in its folded form, or is there twice", name, c.field))
			}
			taken[key] = true
		}
		all[Kind(cells[0])] = append(all[Kind(cells[0])], c)
	}
	return all
}

// header says in which cells of a row the fields are.
type header struct {
	names  []string // as the file writes them
	places map[string][]int
	rank   map[string]int // of a field among those of the layout
}

// nothing are the ways in which dealer systems write that a cell is empty.
var nothing = map[string]bool{"null": true, "none": true, "n/a": true, "#n/a": true, "nil": true, "-": true, "--": true}

// names are those of them that somebody may be called.
var names = map[string]bool{"Null": true, "None": true, "Nil": true}

func saysNothing(field, text string) bool {
	if (field == "first_name" || field == "last_name") && names[text] {
		return false
	}
	return text == "" || nothing[strings.ToLower(text)]
}

// cell is the text of a field in a row, and the name of its column as the file writes it: the first one
// in order of preference that is not empty. Empty text says that the row does not know.
func (h header) cell(rec record, field string) (text, name string) {
	for _, i := range h.places[field] {
		if i >= len(rec.cells) {
			continue
		}
		if text = strings.TrimSpace(rec.cells[i]); !saysNothing(field, text) {
			return text, h.names[i]
		}
	}
	return "", ""
}

// has says whether the file has a column for a field.
func (h header) has(field string) bool { return len(h.places[field]) > 0 }

// known counts the columns of a header that are of use.
func known(layout []column, cells []string) int {
	n := 0
	for _, cell := range cells {
		name := fold(cell)
		if slices.ContainsFunc(layout, func(c column) bool { return slices.Contains(c.names, name) }) {
			n++
		}
	}
	return n
}

// newHeader finds the fields among the cells of the first row. Columns that nobody knows are left
// alone.
func newHeader(layout []column, cells []string) (header, error) {
	h := header{places: map[string][]int{}, rank: map[string]int{}}
	at := map[string]int{}
	twice := map[string]bool{}
	for i, cell := range cells {
		h.names = append(h.names, strings.Join(strings.Fields(cell), " "))
		name := fold(cell)
		if _, ok := at[name]; ok {
			twice[name] = true
		}
		at[name] = i
	}
	var missing []string
	for rank, c := range layout {
		h.rank[c.field] = rank
		for _, name := range c.names {
			i, ok := at[name]
			if !ok {
				continue
			}
			if twice[name] {
				return header{}, fault.InvalidField("header", "has the column %q twice", h.names[i])
			}
			h.places[c.field] = append(h.places[c.field], i)
		}
		if c.required && !h.has(c.field) {
			missing = append(missing, c.field)
		}
	}
	if len(missing) > 0 {
		return header{}, fault.InvalidField("header", "has no column for %s; the first row must hold the columns' names", strings.Join(missing, ", "))
	}
	return h, nil
}

// separators are what may stand between cells. Of two that serve as well the first is taken.
var separators = []byte{',', ';', '\t', '|'}

// knownWeight makes one known column count for more than any number of others.
const knownWeight = maxColumns + 1

// readHeader reads the first row that is not blank, by the separator that finds most of the columns. The
// line "sep=;", which Excel writes and takes, decides where there is one.
func readHeader(r *records, layout []column) (header, error) {
	candidates, err := r.candidates()
	if err != nil {
		return header{}, err
	}
	var best record
	bestScore, bestSeparator := -1, byte(0)
	unreadableBy := ""
	for _, c := range candidates {
		r.split.separator = c
		rec, taken, err := r.tryHeader()
		if err != nil {
			return header{}, noHeader(err)
		}
		r.lines.goBack(taken)
		score := 0
		if rec.code == "" {
			score = knownWeight*known(layout, rec.cells) + len(rec.cells)
		} else if unreadableBy == "" {
			unreadableBy = rec.detail
		}
		if score > bestScore {
			best, bestScore, bestSeparator = rec, score, c
		}
	}
	r.split.separator = bestSeparator
	if _, _, err := r.tryHeader(); err != nil { // passes over it
		return header{}, noHeader(err)
	}
	if bestScore < knownWeight && unreadableBy != "" {
		return header{}, fault.InvalidField("header", "%s", unreadableBy)
	}
	h, err := newHeader(layout, best.cells)
	if err != nil {
		return header{}, err
	}
	r.columns, r.named = len(best.cells), len(best.cells)
	for r.named > 0 && h.names[r.named-1] == "" {
		r.named--
	}
	return h, nil
}

// candidates are the separators that the file may have. A first line that is no text at all is no CSV
// file's.
func (r *records) candidates() ([]byte, error) {
	first, err := r.lines.next()
	if err != nil {
		return nil, noHeader(err)
	}
	if first.long || bytes.ContainsFunc(first.text, func(c rune) bool { return unicode.IsControl(c) && c != '\t' }) {
		return nil, notCSV("its first line is no text")
	}
	if own, ok := bytes.CutPrefix(bytes.ToLower(bytes.Trim(first.text, `" `)), []byte("sep=")); ok && len(own) == 1 {
		if bytes.Contains(separators, own) {
			return bytes.Clone(own), nil
		}
	}
	first.text = bytes.Clone(first.text)
	r.lines.goBack([]line{first})
	return separators, nil
}

func noHeader(err error) error {
	if err == io.EOF {
		return fault.InvalidField("file", "is empty")
	}
	return unreadable(err)
}

// tryHeader reads the next row that is not blank, and gives the lines that it took so that they can be
// gone back to.
func (r *records) tryHeader() (record, []line, error) {
	for {
		first, err := r.lines.next()
		if err != nil {
			return record{}, nil, err
		}
		first.text = bytes.Clone(first.text)
		r.lines.goBack([]line{first})
		rec, err := r.one()
		if err != nil {
			return record{}, nil, err
		}
		if rec.code != "" || !blank(rec.cells) {
			taken := append([]line{first}, r.wentOn...)
			r.wentOn = nil
			return rec, taken, nil
		}
	}
}
