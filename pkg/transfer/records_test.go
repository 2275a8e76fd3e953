package transfer

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"
)

// readAll gives every row of a text as "line: cells" or "line: code".
func readAll(t testing.TB, r *records) (rows []string) {
	t.Helper()
	for {
		rec, err := r.next()
		if err == io.EOF {
			return rows
		}
		if err != nil {
			t.Fatal(err)
		}
		text := strings.Join(rec.cells, "·")
		if rec.code != "" {
			text = "!" + rec.code
		}
		rows = append(rows, fmt.Sprintf("%d: %s", rec.line, text))
	}
}

func recordsOf(r io.Reader) *records {
	return &records{lines: &lines{src: r}, split: splitter{separator: ','}}
}

func TestRowsAreCutIntoCells(t *testing.T) {
	for name, c := range map[string]struct {
		text    string
		columns int
		want    []string
	}{
		"plain":                                     {"a,b\n c ,d", 0, []string{"1: a·b", "2:  c ·d"}},
		"every kind of line end":                    {"a\nb\r\nc\rd", 0, []string{"1: a", "2: b", "3: c", "4: d"}},
		"blank lines are counted and left out":      {"\na\n\r\n,,\n \t\nb\n\n", 0, []string{"2: a", "6: b"}},
		"quotation marks":                           {`"a,b","say ""so""",""` + "\n", 0, []string{`1: a,b·say "so"·`}},
		"blanks around quotation marks":             {"  \"a\" ,\t\"b\"\t\n", 0, []string{"1: a·b"}},
		"inches":                                    {"11\" rotor,b\n", 0, []string{`1: 11" rotor·b`}},
		"a cell over several lines":                 {"\"a\r\n\r\nb\",c\nd,e\n", 0, []string{"1: a\n\nb·c", "4: d·e"}},
		"text behind a quotation mark":              {"\"a\"b,c\nd,e\n", 0, []string{"1: !broken_quotes", "2: d·e"}},
		"an open quotation mark costs its own row":  {"\"a,b\nc,d\ne,f\n", 0, []string{"1: !broken_quotes", "2: c·d", "3: e·f"}},
		"one that a later row closes, too":          {"\"a,b\nc,\"d\"\ne,f\n", 0, []string{"1: !broken_quotes", "2: c·d", "3: e·f"}},
		"one that makes a row with too many cells":  {"\"a,b\nc,d\",e\nf,g\n", 2, []string{"1: a,b\nc,d·e", "3: f·g"}},
		"and one that makes a row with too few":     {"\"a,b\nc,d\"\ne,f\n", 2, []string{"1: !wrong_columns", "2: c·d\"", "3: e·f"}},
		"too few and too many cells":                {"a,b\nc\nd,e,f\n", 2, []string{"1: a·b", "2: !wrong_columns", "3: !wrong_columns"}},
		"separators too many at the end":            {"a,b,,\nc,d, ,\n", 2, []string{"1: a·b", "2: c·d"}},
		"an open quotation mark at the end of file": {"a,b\n\"", 0, []string{"1: a·b", "2: !broken_quotes"}},
	} {
		t.Run(name, func(t *testing.T) {
			for _, r := range []io.Reader{strings.NewReader(c.text), iotest.OneByteReader(strings.NewReader(c.text))} {
				rows := recordsOf(r)
				rows.columns, rows.named = c.columns, c.columns
				if diff := cmp.Diff(c.want, readAll(t, rows)); diff != "" {
					t.Errorf("(-want +got):\n%s", diff)
				}
			}
		})
	}
}

func TestColumnsWithoutANameMayBeLeftOut(t *testing.T) {
	rows := recordsOf(strings.NewReader("a,b\nc,d,e\nf,g,h,\ni\n"))
	rows.columns, rows.named = 3, 2
	want := []string{"1: a·b", "2: c·d·e", "3: f·g·h", "4: !wrong_columns"}
	if diff := cmp.Diff(want, readAll(t, rows)); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}

func TestWhatIsTooLongIsRefusedAndPassedOver(t *testing.T) {
	cell := strings.Repeat("x", maxCell)
	for name, c := range map[string]struct {
		text string
		want []string
	}{
		"a cell of just the size": {cell + ",b\nc,d\n", []string{"1: " + cell + "·b", "2: c·d"}},
		"a longer one":            {cell + "x,b\nc,d\n", []string{"1: !too_long", "2: c·d"}},
		"in quotation marks":      {"\"" + cell + "x\",b\nc,d\n", []string{"1: !too_long", "2: c·d"}},
		"over several lines":      {"\"" + cell[1:] + "\n\",b\nc,d\n", []string{"1: " + cell[1:] + "\n·b", "3: c·d"}},
		"over one line too many":  {"\"" + cell + "\n\",b\nc,d\n", []string{"1: !too_long", "2: !broken_quotes", "3: c·d"}},
		"a line":                  {"a\n" + strings.Repeat("x,", maxLine) + "\r\nc,d\n", []string{"1: a", "2: !too_long", "3: c·d"}},
		"the last line":           {"a\n" + strings.Repeat("x", 3*maxLine), []string{"1: a", "2: !too_long"}},
		"cells":                   {strings.Repeat(",x", maxColumns-1) + "\n" + strings.Repeat("x,", maxColumns) + "\n", []string{"1: " + strings.Repeat("·x", maxColumns-1), "2: !wrong_columns"}},
		"lines of a row":          {"\"a" + strings.Repeat("\n", maxRowLines+1) + "b\"\nc\n", []string{"1: !broken_quotes", fmt.Sprintf("%d: b\"", maxRowLines+2), fmt.Sprintf("%d: c", maxRowLines+3)}},
	} {
		t.Run(name, func(t *testing.T) {
			if diff := cmp.Diff(c.want, readAll(t, recordsOf(strings.NewReader(c.text)))); diff != "" {
				t.Errorf("(-want +got):\n%.2000s", diff)
			}
		})
	}
}

func TestALineThatAFailureCutsOffIsNoRow(t *testing.T) {
	broken := errors.New("the line went dead")
	rows := recordsOf(io.MultiReader(strings.NewReader("a,71250\nb,712"), iotest.ErrReader(broken)))
	if rec, err := rows.next(); err != nil || rec.cells[1] != "71250" {
		t.Fatal(rec, err)
	}
	if rec, err := rows.next(); err != broken {
		t.Fatalf("%v with %v", rec, err)
	}
}

// Every line of this file opens a row that goes on over all the columns there may be and then fails. It
// must not be read hundreds of times over.
func TestGoingBackCostsNoMoreThanTheFileIsLong(t *testing.T) {
	text := strings.Repeat("a\",\"b\n", 200_000)
	counted := &countingReader{r: strings.NewReader(text)}
	rows := recordsOf(counted)
	rows.columns, rows.named = 9, 9
	n := len(readAll(t, rows))
	if rows.reread > int64(len(text))+maxLine || counted.n != int64(len(text)) {
		t.Errorf("%d rows; of %d bytes %d were read and %d gone back over", n, len(text), counted.n, rows.reread)
	}
}

type countingReader struct {
	r io.Reader
	n int64
}

func (c *countingReader) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// What the standard library writes is read as it was meant.
func TestWellFormedFilesAreReadLikeTheStandardLibraryWritesThem(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cell := rapid.StringOf(rapid.SampledFrom([]rune("ab ,;\"\n\t=é")))
		width := rapid.IntRange(1, 5).Draw(t, "width")
		wanted := rapid.SliceOfN(rapid.SliceOfN(cell, width, width), 0, 20).Draw(t, "rows")
		var text bytes.Buffer
		w := csv.NewWriter(&text)
		w.UseCRLF = rapid.Bool().Draw(t, "CRLF")
		if err := w.WriteAll(wanted); err != nil {
			t.Fatal(err)
		}
		rows := recordsOf(iotest.HalfReader(&text))
		rows.columns, rows.named = width, width
		got := [][]string{}
		for {
			rec, err := rows.next()
			if err == io.EOF {
				break
			}
			if err != nil || rec.code != "" {
				t.Fatalf("%+v, %v", rec, err)
			}
			for i, c := range rec.cells {
				rec.cells[i] = strings.TrimSpace(c)
			}
			got = append(got, rec.cells)
		}
		want := [][]string{}
		for _, row := range wanted {
			if !blank(row) {
				trimmed := slices.Clone(row)
				for i, c := range row {
					trimmed[i] = strings.TrimSpace(c)
				}
				want = append(want, trimmed)
			}
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Fatalf("(-want +got):\n%s", diff)
		}
	})
}

// Whatever comes in, the reader ends, rows come in the order of their lines, and none is larger than
// rows may be.
func FuzzReader(f *testing.F) {
	for _, seed := range []string{
		"vin,year\na,b\n", "sep=;\r\nvin;year\r\n\"a;b\";c\r\n", "\xFF\xFEv\x00i\x00n\x00\n\x00", "\xEF\xBB\xBFvin|year|\n1|2",
		"vin,year,make,model\n\"open,1,2\n\"a\"b,c\n", "vin\tyear\rZo\xEB\t1\r", "PK\x03\x04", "\"\n\"\n\"\"\"\n", strings.Repeat("a\",\"b\n", 300),
	} {
		f.Add([]byte(seed), uint8(4))
	}
	f.Fuzz(func(t *testing.T, file []byte, columns uint8) {
		text, err := plainText(iotest.DataErrReader(bytes.NewReader(file)))
		if err != nil {
			return
		}
		rows := &records{lines: &lines{src: text}}
		if _, err := readHeader(rows, layouts[Vehicles]); err != nil {
			rows = recordsOf(bytes.NewReader(file))
			rows.columns, rows.named = int(columns), int(columns)
		}
		last := 0
		for {
			rec, err := rows.next()
			if err == io.EOF {
				break
			}
			if err != nil {
				t.Fatal(err)
			}
			if rec.line <= last {
				t.Fatalf("a row of line %d comes after one of line %d", rec.line, last)
			}
			last = rec.line
			if len(rec.cells) > maxColumns || (rec.code == "") != (rec.cells != nil) {
				t.Fatalf("%+v", rec)
			}
			for _, c := range rec.cells {
				if len(c) > maxCell {
					t.Fatalf("a cell of %d bytes in line %d", len(c), rec.line)
				}
			}
		}
	})
}
