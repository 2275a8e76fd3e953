package rest

import "testing"

func TestWhereABodyIsNoJSON(t *testing.T) {
	for _, c := range []struct{ body, field string }{
		{``, "body"},
		{`NaN`, "body"},
		{`{"a":1} {}`, "body"},
		{`{"a":1`, "body"},
		{`{"a":1,`, "body"},
		{`{"a":1,b:2}`, "body"},
		{`{"a":NaN}`, "a"},
		{`{"a":1,"b":`, "b"},
		{`{"a":{"b":[1,{},{"c":+1}]}}`, "a.b[2].c"},
		{`{"readings":[{"vin":"x"},{"vin":"y","celsius":Infinity}]}`, "readings[1].celsius"},
		{`[1,2,nul]`, "[2]"},
		{`{"a":{"b":1},"c":.5}`, "c"},
		{`{"a":{x}}`, "a"},
	} {
		if got := brokenAt([]byte(c.body)); got != c.field {
			t.Errorf("%s is broken at %q, want %q", c.body, got, c.field)
		}
	}
}
