package llm

import (
	"encoding/json"
	"net/http"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/openai/openai-go/v3"
)

// A request from a frame says what one says that is encoded as a whole, the first time and from then on.
func TestARequestFromAFrameIsTheSameRequest(t *testing.T) {
	schema := json.RawMessage(`{"type":"object","required":["a"]}`)
	requests := []Request{
		{System: "Write.", User: "a question", SchemaName: "s", Schema: schema, MaxTokens: 100},
		{System: "Write.", User: "another", SchemaName: "s", Schema: schema, MaxTokens: 100},
		{System: "Write.", User: "a question", SchemaName: "other", Schema: schema, MaxTokens: 100},
		{System: "Write.", User: "a question", SchemaName: "s", Schema: json.RawMessage(`{"type":"array"}`), MaxTokens: 100},
		{System: "Write.", User: "a question", SchemaName: "s", Schema: schema, MaxTokens: 200},
		{System: "Write <b>\"well\"</b>.", User: "q\u2028 \"<>&\\ \n\t\x00 \xff é 🚗"},
		{User: ""},
		{System: "Answer " + gap, User: "q"},
		{System: "Write.", User: gap},
	}
	for _, model := range []string{"gpt-4o-mini", "o3", "gpt-5"} {
		c, err := newClient(Config{Model: model, APIKey: "k", Concurrency: 1, Timeout: 1}, time.Now, &http.Transport{})
		if err != nil {
			t.Fatal(err)
		}
		for range 2 {
			for _, r := range requests {
				for _, f := range []form{free, structured, inWords} {
					p, err := c.encoded(r, f)
					if err != nil {
						t.Fatal(err)
					}
					if d := cmp.Diff(document(t, c.params(r, f)), document(t, p)); d != "" {
						t.Errorf("%q of %s, form %d: %s", r.User, model, f, d)
					}
				}
			}
		}
		if n := len(c.frames.all); n == 0 || n > 3*len(requests) {
			t.Errorf("%d frames are kept", n)
		}
	}
}

// document is what params say.
func document(t *testing.T, p openai.ChatCompletionNewParams) (said any) {
	t.Helper()
	text, err := p.MarshalJSON()
	if err == nil {
		err = json.Unmarshal(text, &said)
	}
	if err != nil {
		t.Fatal(err)
	}
	return said
}
