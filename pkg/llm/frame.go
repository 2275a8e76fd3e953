package llm

import (
	"bytes"
	"encoding/json"
	"sync"

	"github.com/openai/openai-go/v3"
	"github.com/openai/openai-go/v3/packages/param"
)

// frames keep requests as the SDK encodes them, each with a gap for the question: instructions and the form of the answer
// are the same in all requests, and far longer than the question.
type frames struct {
	mu  sync.Mutex
	all map[frameKey]frame
}

type frameKey struct {
	system, schemaName, schema string
	maxTokens                  int
	form                       form
}

type frame struct{ before, after []byte }

const (
	// mostFrames bounds the frames that are kept. There are as many as there are ways to ask.
	mostFrames = 256
	// gap is a question that nobody asks.
	gap = "\x00the question\x00"
)

// encoded are a request's params with its question in its frame. They are what they would be without one.
func (c *Client) encoded(r Request, f form) (openai.ChatCompletionNewParams, error) {
	x, ok, err := c.frame(r, f)
	if err != nil || !ok {
		return c.params(r, f), err
	}
	question, err := json.Marshal(r.User)
	if err != nil {
		return c.params(r, f), err
	}
	var p openai.ChatCompletionNewParams
	param.SetJSON(bytes.Join([][]byte{x.before, x.after}, question), &p)
	return p, nil
}

// frame is the frame of a request. There is none for instructions that hold the gap themselves.
func (c *Client) frame(r Request, f form) (x frame, ok bool, err error) {
	key := frameKey{system: r.System, schemaName: r.SchemaName, schema: string(r.Schema), maxTokens: r.MaxTokens, form: f}
	c.frames.mu.Lock()
	x, ok = c.frames.all[key]
	c.frames.mu.Unlock()
	if ok {
		return x, true, nil
	}
	mark, err := json.Marshal(gap)
	if err != nil {
		return frame{}, false, err
	}
	r.User = gap
	body, err := c.params(r, f).MarshalJSON()
	if err != nil {
		return frame{}, false, err
	}
	before, after, ok := bytes.Cut(body, mark)
	if !ok || bytes.Contains(after, mark) {
		return frame{}, false, nil
	}
	x = frame{before, after}
	c.frames.mu.Lock()
	defer c.frames.mu.Unlock()
	if c.frames.all == nil || len(c.frames.all) >= mostFrames {
		c.frames.all = map[frameKey]frame{}
	}
	c.frames.all[key] = x
	return x, true, nil
}
