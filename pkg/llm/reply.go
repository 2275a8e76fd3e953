package llm

import (
	"encoding/json"
	"errors"
	"math"
	"strconv"
)

// reply is as much of an answer as is looked at. The SDK's own type keeps every field's text beside its value, which
// takes longer than all else that is done with an answer.
type reply struct {
	Model   string `json:"model"`
	Choices []struct {
		FinishReason string `json:"finish_reason"`
		Message      struct {
			Content *string `json:"content"` // nil also when it is no text
			Refusal string  `json:"refusal"`
		} `json:"message"`
	} `json:"choices"`
	Usage struct {
		PromptTokens     count `json:"prompt_tokens"`
		CompletionTokens count `json:"completion_tokens"`
	} `json:"usage"`
}

// count is a number of tokens, however a server writes it; what is no number is none.
type count int64

// UnmarshalJSON reads a number, or a text that is one.
func (c *count) UnmarshalJSON(text []byte) error {
	if len(text) > 1 && text[0] == '"' {
		text = text[1 : len(text)-1]
	}
	if n, err := strconv.ParseFloat(string(text), 64); err == nil && n > 0 {
		*c = count(min(n, math.MaxInt32))
	}
	return nil
}

// ofType says whether an answer could be read but for fields that hold something else than they should. Those are
// empty, and what makes no sense without them is noticed there.
func ofType(err error) bool {
	var other *json.UnmarshalTypeError
	return errors.As(err, &other)
}
