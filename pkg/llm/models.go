package llm

import "strings"

// traits are what a kind of model wants to be asked like.
type traits struct {
	prefix string // of the model's name
	// completionLimit: the limit of the answer is called max_completion_tokens instead of max_tokens.
	completionLimit bool
	// temperature is sent unless it is 0; models that reason refuse it.
	temperature float64
	// thinking is how many tokens a model may spend before it begins to write.
	thinking int
}

// steady is a temperature at which a text varies little from its instructions.
const steady = 0.5

// models are the kinds of model whose ways differ; the first that fits a name counts.
var models = []traits{
	{prefix: "gpt-3.5", completionLimit: true, temperature: steady},
	{prefix: "gpt-4", completionLimit: true, temperature: steady},
	{prefix: "chatgpt-", completionLimit: true, temperature: steady},
	{prefix: "gpt-oss", temperature: steady, thinking: 4096}, // an open model, which other servers serve
	{prefix: "gpt-", completionLimit: true, thinking: 4096},
	{prefix: "codex-", completionLimit: true, thinking: 4096},
	{prefix: "o1", completionLimit: true, thinking: 4096},
	{prefix: "o3", completionLimit: true, thinking: 4096},
	{prefix: "o4", completionLimit: true, thinking: 4096},
	{prefix: "", temperature: steady}, // everything that other servers serve
}

// traitsOf finds the ways of a model. A name may have its maker before it, as in "openai/gpt-4o-mini".
func traitsOf(model string) traits {
	name := strings.ToLower(model[strings.LastIndex(model, "/")+1:])
	for _, t := range models {
		if strings.HasPrefix(name, t.prefix) {
			return t
		}
	}
	return traits{}
}
