package transfer

import (
	"context"
	"errors"
	"io"
	"os"

	"dealerportal/pkg/fault"
)

// received is a file that has arrived whole. It lies in a file of its own without a name, so that nothing of it is
// left behind, whatever happens.
type received struct{ file *os.File }

// receive takes a file in to its end. A failure of r is Invalid, and of the place where it is kept Unavailable.
func receive(r io.Reader) (*received, error) {
	file, err := os.CreateTemp("", "import-*")
	if err != nil {
		return nil, noRoom(err)
	}
	kept := &received{file: file}
	if err := os.Remove(file.Name()); err != nil {
		return nil, errors.Join(noRoom(err), kept.Close())
	}
	source := &source{r: r}
	if _, err := io.Copy(file, source); err != nil {
		if source.err != nil {
			return nil, errors.Join(unreadable(source.err), kept.Close())
		}
		return nil, errors.Join(noRoom(err), kept.Close())
	}
	return kept, nil
}

func noRoom(err error) error {
	return fault.Wrap(fault.Unavailable, err, "There is no room for the file at the moment. Please try again.")
}

// source remembers how reading ended, to tell a failure of reading from one of writing.
type source struct {
	r   io.Reader
	err error
}

func (s *source) Read(p []byte) (int, error) {
	n, err := s.r.Read(p)
	if err != nil && err != io.EOF {
		s.err = err
	}
	return n, err
}

// Close gives the room back.
func (f *received) Close() error { return f.file.Close() }

// text gives the file from its beginning.
func (f *received) text() (io.Reader, error) {
	if _, err := f.file.Seek(0, io.SeekStart); err != nil {
		return nil, noRoom(err)
	}
	return plainText(f.file)
}

// count is how many rows the file has.
func (f *received) count(ctx context.Context, layout []column) (int, error) {
	text, err := f.text()
	if err != nil {
		return 0, err
	}
	rows := &records{lines: &lines{src: text}}
	if _, err := readHeader(rows, layout); err != nil {
		return 0, err
	}
	for n := 0; ; n++ {
		switch _, err := rows.next(); {
		case errors.Is(err, io.EOF) && n == 0:
			return 0, fault.InvalidField("file", "has a header and no rows")
		case errors.Is(err, io.EOF):
			return n, nil
		case err != nil:
			return 0, unreadable(err)
		case n == maxRows:
			return 0, tooManyRows()
		}
		if n%chunkRows == 0 && ctx.Err() != nil {
			return 0, ctx.Err()
		}
	}
}

func tooManyRows() error {
	return fault.InvalidField("file", "has more than %d rows: split it", maxRows)
}
