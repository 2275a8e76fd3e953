package main

import (
	"maps"
	"slices"
	"testing"

	"dealerportal/pkg/llm/llmtest"
	"dealerportal/pkg/spend"
)

// What is told of a call and is not what the provider saw of it must not pass, whatever else is well.
func TestACallIsToldAsTheProviderSawIt(t *testing.T) {
	call := func(id string, state spend.State, tokens int) spend.Ended {
		return spend.Ended{Call: spend.Call{ID: id}, Used: spend.Used{State: state, PromptTokens: tokens, CompletionTokens: tokens}}
	}
	written := map[string]spend.Ended{
		"answered": call("answered", spend.Settled, 7), "refused": call("refused", spend.Free, 0), "hung": call("hung", spend.Unreported, 0), "ended": call("ended", spend.Unreported, 0),
		"never sent": call("never sent", spend.Unreported, 0), // it was ended before that
	}
	seen := []llmtest.Request{
		{ID: "answered", PromptTokens: 7, CompletionTokens: 7}, {ID: "refused"}, {ID: "hung"},
		{ID: "ended", PromptTokens: 9, CompletionTokens: 9, Left: true}, // it was answered all the same
	}
	well := ledger{calls: 4, alike: 4, withoutReport: 3, promptTokens: 7, completionTokens: 7}
	if got := beside(written, seen); got != well {
		t.Fatalf("%+v, want %+v", got, well)
	}
	wrong := map[string]func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request{
		"a call that was not written down": func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			delete(w, "answered")
			return s
		},
		"a call that was sent twice": func(_ map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			return append(s, s[0])
		},
		"a report of a call that nobody saw": func(_ map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			return s[1:]
		},
		"other tokens": func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			w["answered"] = call("answered", spend.Settled, 8)
			return s
		},
		"an answer that is told as if it had never come": func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			w["answered"] = call("answered", spend.Unreported, 0)
			return s
		},
		"an answer that is told as free": func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			w["answered"] = call("answered", spend.Free, 0)
			return s
		},
		"a call that is not over": func(w map[string]spend.Ended, s []llmtest.Request) []llmtest.Request {
			w["hung"] = call("hung", spend.Reserved, 0)
			return s
		},
	}
	for name, change := range wrong {
		w := maps.Clone(written)
		if got := beside(w, change(w, slices.Clone(seen))); got.alike == got.calls {
			t.Errorf("%s passes: %+v", name, got)
		}
	}
}
