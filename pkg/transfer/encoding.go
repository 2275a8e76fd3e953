package transfer

import (
	"bufio"
	"bytes"
	"errors"
	"fmt"
	"io"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/encoding/unicode"
	"golang.org/x/text/transform"

	"dealerportal/pkg/fault"
)

// sampleSize is how much of a file is looked at at once.
const sampleSize = 64 << 10

// marks are the first bytes of files that people take for CSV, with what they are.
var marks = []struct{ first, name string }{
	{"PK\x03\x04", "a workbook or an archive"},
	{"PK\x05\x06", "an archive"},
	{"\xD0\xCF\x11\xE0", "a workbook"},
	{"%PDF", "a PDF"},
	{"\x1F\x8B", "a compressed file"},
	{"\x89PNG", "a picture"},
	{"\xFF\xD8\xFF", "a picture"},
	{"SQLite format 3\x00", "a database"},
}

// plainText gives the text of a file in UTF-8: one with a byte-order mark by that mark, any other as
// UTF-8 or Windows-1252, whichever its first letters outside of ASCII speak for. Bytes that are no
// UTF-8 in a file that is one are passed on, and are for the rows to refuse.
func plainText(r io.Reader) (io.Reader, error) {
	src := bufio.NewReaderSize(r, sampleSize)
	head, err := src.Peek(16)
	if err != nil && !errors.Is(err, io.EOF) {
		return nil, unreadable(err)
	}
	for _, m := range marks {
		if bytes.HasPrefix(head, []byte(m.first)) {
			return nil, notCSV("it is " + m.name)
		}
	}
	switch {
	case bytes.HasPrefix(head, []byte("\xEF\xBB\xBF")):
		_, err := src.Discard(3)
		return src, err
	case bytes.HasPrefix(head, []byte("\xFF\xFE")):
		return transform.NewReader(src, unicode.UTF16(unicode.LittleEndian, unicode.ExpectBOM).NewDecoder()), nil
	case bytes.HasPrefix(head, []byte("\xFE\xFF")):
		return transform.NewReader(src, unicode.UTF16(unicode.BigEndian, unicode.ExpectBOM).NewDecoder()), nil
	}
	return &unmarked{src: src}, nil
}

func notCSV(why string) error {
	return fault.InvalidField("file", "is not a CSV file: %s. Save it as CSV and try again", why)
}

// unreadable is a file that ended in an error. Who sent it can do something about it, so it is Invalid;
// the cause stays beside it for who wants to know more.
func unreadable(err error) error {
	return fmt.Errorf("%w: %w", fault.InvalidField("file", "could not be read to its end"), err)
}

// unmarked reads a file without a byte-order mark. Up to the first byte outside of ASCII the encodings
// are the same, so the choice waits for that byte, and is made by all that follows it within reach.
type unmarked struct {
	src     *bufio.Reader
	decided io.Reader
}

func (u *unmarked) Read(p []byte) (int, error) {
	if u.decided != nil {
		return u.decided.Read(p)
	}
	block, err := u.src.Peek(sampleSize)
	if len(block) == 0 {
		return 0, err
	}
	if n := copy(p, ascii(block[:min(len(block), len(p))])); n > 0 || len(p) == 0 {
		_, err := u.src.Discard(n)
		return n, err
	}
	u.decided = u.src
	if !mostlyUTF8(block, err != nil) {
		u.decided = transform.NewReader(u.src, charmap.Windows1252.NewDecoder())
	}
	return u.decided.Read(p)
}

// ascii is the part before the first byte that is not ASCII.
func ascii(b []byte) []byte {
	for i, c := range b {
		if c >= utf8.RuneSelf {
			return b[:i]
		}
	}
	return b
}

// mostlyUTF8 says whether at least half of what is not ASCII is UTF-8. One broken byte in a file of
// UTF-8 spoils its own row only; letters of Windows-1252 that happen to be UTF-8 hardly exist.
func mostlyUTF8(block []byte, ends bool) bool {
	good, bad := 0, 0
	for len(block) > 0 {
		r, size := utf8.DecodeRune(block)
		switch {
		case block[0] < utf8.RuneSelf:
		case r != utf8.RuneError || size > 1:
			good++
		case !ends && !utf8.FullRune(block): // goes on beyond the block
			return good >= bad
		default:
			bad++
		}
		block = block[size:]
	}
	return good >= bad
}
