package transfer

import (
	"bytes"
	"io"
)

// maxLine is the longest line that is looked into.
const maxLine = 1 << 20

// line is one line of a file. Its text is good until the next line is asked for.
type line struct {
	number int
	text   []byte // without what ends the line
	long   bool   // longer than maxLine, and its text is left out
}

// lines gives a file line by line, whether they end in \n, \r\n or \r, and can go back to lines that it
// has given out. It never holds more than one line and what was read along with it.
type lines struct {
	src        io.Reader
	buf        []byte
	start, end int // buf[start:end] is read and not given out yet
	err        error
	number     int
	size       int64 // of all lines that were given out, without those that were gone back to
	again      []line
}

// next gives the next line; io.EOF after the last one. A line that a failure of reading has cut off is
// not given out.
func (l *lines) next() (line, error) {
	if len(l.again) > 0 {
		x := l.again[0]
		l.again = l.again[1:]
		return x, nil
	}
	x := line{number: l.number + 1}
	searched := 0
	for {
		data := l.buf[l.start:l.end]
		if n, end := endOfLine(data, searched, l.err != nil); end > 0 {
			l.start += end
			return l.give(x, data[:n]), nil
		}
		switch {
		case l.err != nil && l.err != io.EOF:
			return line{}, l.err
		case l.err != nil && len(data) == 0 && !x.long:
			return line{}, io.EOF
		case l.err != nil:
			l.start = l.end
			return l.give(x, data), nil
		case len(data) > maxLine:
			x.long = true
			l.start, data = l.end-1, nil // the last byte may be half of a line's end
		}
		searched = max(0, len(data)-1)
		l.fill()
	}
}

func (l *lines) give(x line, text []byte) line {
	l.number = x.number
	l.size += int64(len(text)) + 1
	if x.long = x.long || len(text) > maxLine; !x.long {
		x.text = text
	}
	return x
}

// goBack has these lines given out again, before anything else.
func (l *lines) goBack(to []line) {
	l.again = append(to[:len(to):len(to)], l.again...)
}

// endOfLine finds where the first line ends: n is the length of its text and end where the next one
// begins, 0 when that cannot be said yet. Nothing ends before from.
func endOfLine(data []byte, from int, last bool) (n, end int) {
	rest := data[from:]
	i := bytes.IndexByte(rest, '\n')
	within := rest
	if i >= 0 {
		within = rest[:i]
	}
	switch r := bytes.IndexByte(within, '\r'); {
	case r < 0 && i < 0:
		return 0, 0
	case r < 0:
		return from + i, from + i + 1
	case r+1 < len(rest) && rest[r+1] == '\n':
		return from + r, from + r + 2
	case r+1 < len(rest) || last:
		return from + r, from + r + 1
	}
	return 0, 0
}

// fill reads on.
func (l *lines) fill() {
	if l.start > 0 {
		l.end = copy(l.buf, l.buf[l.start:l.end])
		l.start = 0
	}
	if l.end == len(l.buf) {
		l.buf = append(l.buf, make([]byte, max(len(l.buf), sampleSize))...)
	}
	for range 100 {
		n, err := l.src.Read(l.buf[l.end:])
		l.end += n
		l.err = err
		if n > 0 || err != nil {
			return
		}
	}
	l.err = io.ErrNoProgress
}
