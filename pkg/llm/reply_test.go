package llm

import (
	"encoding/json"
	"testing"
)

func TestAnAnswerIsReadWhateverElseItsFieldsHold(t *testing.T) {
	for _, c := range []struct {
		name, body, text   string
		prompt, completion count
	}{
		{"as it should be", `{"model":"m","choices":[{"message":{"content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":5}}`, "x", 12, 5},
		{"fields that nobody knows", `{"id":[],"choices":[{"index":"a","message":{"content":"x","tool_calls":{}},"logprobs":7}],"usage":{"prompt_tokens":1,"total_tokens":"?"}}`, "x", 1, 0},
		{"counts as texts and with a point", `{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":"12","completion_tokens":5.0}}`, "x", 12, 5},
		{"counts that are none", `{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":null,"completion_tokens":"NaN"}}`, "x", 0, 0},
		{"counts below zero and past belief", `{"choices":[{"message":{"content":"x"}}],"usage":{"prompt_tokens":-3,"completion_tokens":1e300}}`, "x", 0, 1<<31 - 1},
		{"no usage", `{"choices":[{"message":{"content":"x"}}],"usage":[]}`, "x", 0, 0},
		{"a model, a reason and a refusal of another kind", `{"model":7,"choices":[{"message":{"content":"x","refusal":[]},"finish_reason":null}],"usage":{"prompt_tokens":2}}`, "x", 2, 0},
		{"a text of another kind, and what it took", `{"choices":[{"message":{"content":{"sms":"x"}}}],"usage":{"prompt_tokens":3,"completion_tokens":4}}`, "", 3, 4},
	} {
		t.Run(c.name, func(t *testing.T) {
			var r *reply
			if err := json.Unmarshal([]byte(c.body), &r); err != nil && !ofType(err) {
				t.Fatal(err)
			}
			text := ""
			if p := r.Choices[0].Message.Content; p != nil {
				text = *p
			}
			if text != c.text || r.Usage.PromptTokens != c.prompt || r.Usage.CompletionTokens != c.completion {
				t.Fatalf("read %q, %d and %d tokens; it is %q, %d and %d", text, r.Usage.PromptTokens, r.Usage.CompletionTokens, c.text, c.prompt, c.completion)
			}
		})
	}
	var r *reply
	if err := json.Unmarshal([]byte(`{"choices":[`), &r); err == nil || ofType(err) {
		t.Fatalf("half an answer is read: %v", err)
	}
}
