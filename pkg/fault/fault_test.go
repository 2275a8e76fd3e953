package fault

import (
	"errors"
	"fmt"
	"io"
	"testing"
)

func TestAnErrorKeepsItsKindThroughWrapping(t *testing.T) {
	cause := io.ErrUnexpectedEOF
	err := fmt.Errorf("while reading: %w", Wrap(Unavailable, cause, "The database does not answer."))
	if KindOf(err) != Unavailable || As(err).Message != "The database does not answer." || !errors.Is(err, cause) {
		t.Fatalf("%v is of kind %d", err, KindOf(err))
	}
}

// What nobody foresaw must never be told to a client as something else.
func TestAnErrorWithoutAKindIsInternal(t *testing.T) {
	if KindOf(errors.New("x")) != Internal || As(errors.New("x")) != nil || As(nil) != nil {
		t.Fatal("an unknown error has a kind")
	}
	if Wrap(Conflict, nil, "x") != nil || InvalidFields(nil) != nil {
		t.Fatal("nothing has become an error")
	}
}

func TestSeveralFieldsAreAllNamed(t *testing.T) {
	err := InvalidFields([]Field{{"year", "is missing"}, {"vin", "is missing"}})
	if e := As(err); e.Kind != Invalid || len(e.Fields) != 2 || e.Message != "2 fields are not acceptable; the first is year: is missing" {
		t.Fatalf("%+v", e)
	}
}

func TestCleanText(t *testing.T) {
	for _, c := range []struct {
		in, out string
		ok      bool
	}{
		{"  Ann  ", "Ann", true},
		{"a\nb\tc", "a\nb\tc", true},
		{"Zoë 💡", "Zoë 💡", true},
		{"", "", true},
		{"a\x00b", "", false},
		{"\x1b[31m", "", false},
		{"\xff", "", false},
		{"123456", "", false},
		{"ééééé", "ééééé", true},
	} {
		got, err := CleanText("name", c.in, 5)
		if (err == nil) != c.ok || got != c.out {
			t.Errorf("%q became %q, %v", c.in, got, err)
		}
		if !c.ok && (KindOf(err) != Invalid || As(err).Fields[0].Name != "name") {
			t.Errorf("%q: %v does not name the field", c.in, err)
		}
	}
}
