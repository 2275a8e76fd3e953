package llm

import (
	"encoding/json"
	"net/http"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"dealerportal/pkg/llm/llmtest"
)

func TestARequestAsItIsSent(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		if _, err := r.ask(r.Context()); err != nil {
			r.Fatal(err)
		}
		in := r.server.Requests()[0]
		var schema any
		if err := json.Unmarshal(someQuestion.Schema, &schema); err != nil {
			r.Fatal(err)
		}
		want := map[string]any{
			"model": "gpt-4o-mini", "temperature": steady, "max_completion_tokens": 1200.0,
			"messages": []any{
				map[string]any{"role": "system", "content": someQuestion.System},
				map[string]any{"role": "user", "content": someQuestion.User},
			},
			"response_format": map[string]any{"type": "json_schema", "json_schema": map[string]any{"name": "message", "strict": true, "schema": schema}},
		}
		if diff := cmp.Diff(want, in.JSON); diff != "" {
			r.Error(diff)
		}
	})
}

func TestFreeTextIsAskedForWithoutAForm(t *testing.T) {
	bubble(t, llmtest.Options{}, func(r *rig) {
		r.client.words.Store(true)
		r.server.Always(llmtest.Content("It is {not} an object."))
		answer, err := r.client.Complete(r.Context(), Request{User: "Hello"})
		if err != nil || answer.Text != "It is {not} an object." {
			r.Fatalf("%+v, %v", answer, err)
		}
		in := r.server.Requests()[0]
		if in.Structured || in.System != "" || len(in.JSON) != 3 { // model, messages and temperature
			r.Errorf("%s", in.Body)
		}
	})
}

func TestEveryKindOfModelIsAskedInItsOwnWay(t *testing.T) {
	for _, c := range []struct {
		model       string
		limit       string
		tokens      float64
		temperature bool
	}{
		{"gpt-4o-mini", "max_completion_tokens", 1200, true},
		{"openai/gpt-4o-mini", "max_completion_tokens", 1200, true},
		{"gpt-3.5-turbo", "max_completion_tokens", 1200, true},
		{"chatgpt-4o-latest", "max_completion_tokens", 1200, true},
		{"gpt-5-mini", "max_completion_tokens", 5296, false},
		{"gpt-5.4-nano-2026-03-17", "max_completion_tokens", 5296, false},
		{"gpt-6-luna", "max_completion_tokens", 5296, false},
		{"o1", "max_completion_tokens", 5296, false},
		{"o3-mini", "max_completion_tokens", 5296, false},
		{"o4-mini", "max_completion_tokens", 5296, false},
		{"openai/gpt-oss-20b", "max_tokens", 5296, true},
		{"llama3.2:3b", "max_tokens", 1200, true},
		{"mistralai/Mistral-7B-Instruct-v0.3", "max_tokens", 1200, true},
		{"Qwen/Qwen3-8B", "max_tokens", 1200, true},
	} {
		t.Run(c.model, func(t *testing.T) {
			bubble(t, llmtest.Options{}, func(r *rig) {
				if _, err := r.ask(r.Context()); err != nil {
					r.Fatal(err)
				}
				in := r.server.Requests()[0].JSON
				_, temperature := in["temperature"]
				limits := 0
				for _, name := range []string{"max_tokens", "max_completion_tokens"} {
					if _, ok := in[name]; ok {
						limits++
					}
				}
				if in[c.limit] != c.tokens || limits != 1 || temperature != c.temperature || in["model"] != c.model {
					r.Errorf("%v", in)
				}
			}, func(cfg *Config) { cfg.Model = c.model })
		})
	}
}

func TestAServerThatDoesNotKnowStructuredOutputIsAskedInWordsFromThenOn(t *testing.T) {
	bubble(t, llmtest.Options{Plain: true}, func(r *rig) {
		for range 3 {
			answer, err := r.ask(r.Context())
			if err != nil || answer.Text != llmtest.Draft(someQuestion.User) {
				r.Fatalf("%+v, %v", answer, err)
			}
		}
		r.wantCounts(4, map[Reason]int64{})
		in := r.server.Requests()
		for i, structured := range []bool{true, false, false, false} {
			if in[i].Structured != structured || strings.Contains(in[i].System, string(someQuestion.Schema)) == structured {
				r.Errorf("request %d: %s", i, in[i].Body)
			}
		}
		if s := r.client.State(); s.Status != OK {
			r.Errorf("the state is %+v", s)
		}
	})
}

func TestOnlyAnErrorThatMayBeAboutTheFormIsAnsweredInWords(t *testing.T) {
	for _, c := range []struct {
		name  string
		fault llmtest.Fault
		calls int64
		words bool
	}{
		{"response_format is named", llmtest.Error(400, "invalid_request_error", "unsupported_parameter", "response_format"), 2, true},
		{"a part of it is named", llmtest.Error(400, "invalid_request_error", "", "response_format.json_schema"), 2, true},
		{"nothing is named", llmtest.Error(400, "invalid_request_error", "", ""), 2, true},
		{"a validation error of another kind", llmtest.Page(422, "application/json", `{"detail":[{"loc":["body","response_format"]}]}`), 2, true},
		{"a page", llmtest.HTML(501), 2, true},
		{"another parameter", llmtest.Error(400, "invalid_request_error", "unsupported_value", "temperature"), 1, false},
		{"the length", llmtest.TooLong(), 1, false},
		{"the policy", llmtest.Policy(), 1, false},
		{"the model", llmtest.Error(404, "invalid_request_error", "model_not_found", ""), 1, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			bubble(t, llmtest.Options{Fault: once(c.fault)}, func(r *rig) {
				_, err := r.ask(r.Context())
				if (err == nil) != c.words || r.client.words.Load() != c.words {
					r.Errorf("in words: %v, %v", r.client.words.Load(), err)
				}
				if n := r.client.Stats().Calls; n != c.calls {
					r.Errorf("%d calls, want %d", n, c.calls)
				}
			})
		})
	}
}

// A server that refuses the question in words as well has another trouble.
func TestAServerThatRefusesBothFormsIsAskedBothWaysAgain(t *testing.T) {
	bubble(t, llmtest.Options{Fault: always(llmtest.Error(http.StatusBadRequest, "", "", ""))}, func(r *rig) {
		for range 2 {
			if _, err := r.ask(r.Context()); err == nil || err.Reason != UpstreamError || err.Status != http.StatusBadRequest {
				r.Errorf("%v", err)
			}
		}
		r.wantCounts(4, map[Reason]int64{UpstreamError: 2})
		r.server.SetFault(nil)
		if _, err := r.ask(r.Context()); err != nil || r.client.words.Load() {
			r.Errorf("in words: %v, %v", r.client.words.Load(), err)
		}
	})
}

func TestTheObjectIsTakenOutOfTheWordsAroundIt(t *testing.T) {
	for _, c := range []struct{ in, want string }{
		{`{"a":1}`, `{"a":1}`},
		{"```json\n{\"a\":{\"b\":2}}\n```", `{"a":{"b":2}}`},
		{"Here it is: {\"a\":\"}\"} - good luck!", `{"a":"}"}`},
		{"no object", "no object"},
		{"} and {", "} and {"},
		{`{"a":1} and {"b":2}`, `{"a":1} and {"b":2}`},
		{`{"a":`, `{"a":`},
	} {
		if got := bareJSON(c.in); got != c.want {
			t.Errorf("%q becomes %q, want %q", c.in, got, c.want)
		}
	}
}
