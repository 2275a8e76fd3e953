package llmtest

import (
	"encoding/json"
	"io"
	"net/http"
	"strings"
	"testing"
	"time"

	"go.uber.org/goleak"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

// send sends a request of its own connection, and gives the status and the body.
func send(t *testing.T, method, url, body string, header ...string) (int, string) {
	t.Helper()
	req, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	if err != nil {
		t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
	res, err := client.Do(req)
	if err != nil {
		t.Fatal(err)
	}
	defer res.Body.Close()
	data, err := io.ReadAll(res.Body)
	if err != nil {
		t.Fatal(err)
	}
	return res.StatusCode, string(data)
}

const chatBody = `{"model":"m","messages":[{"role":"system","content":"Write."},{"role":"user","content":"{\"priority\":\"HIGH\",\"vehicle_kind\":\"van\",\"reasons\":[\"it is old\"]}"}],"response_format":{"type":"json_schema"}}`

func chat(t *testing.T, s *Server, header ...string) (int, string) {
	t.Helper()
	return send(t, http.MethodPost, s.URL()+"/chat/completions", chatBody, header...)
}

func TestARequestIsAnsweredWrittenDownAndCounted(t *testing.T) {
	s := New(t)
	status, body := chat(t, s, "X-Mark", "Canary")
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
		Usage   struct {
			PromptTokens     int64 `json:"prompt_tokens"`
			CompletionTokens int64 `json:"completion_tokens"`
		}
	}
	if err := json.Unmarshal([]byte(body), &answer); status != 200 || err != nil || len(answer.Choices) != 1 {
		t.Fatalf("%d %s", status, body)
	}
	var d draft
	if err := json.Unmarshal([]byte(answer.Choices[0].Message.Content), &d); err != nil || !strings.Contains(d.PhoneScript, "it is old") || !strings.Contains(d.PhoneScript, "van") {
		t.Errorf("%v: %+v", err, d)
	}
	stats := s.Stats()
	if stats.PromptTokens != answer.Usage.PromptTokens || stats.CompletionTokens != answer.Usage.CompletionTokens || stats.CompletionTokens == 0 {
		t.Errorf("%+v for %+v", stats, answer.Usage)
	}
	stats.PromptTokens, stats.CompletionTokens = 0, 0
	if want := (Stats{Calls: 1, MaxInFlight: 1, Connections: 1}); stats != want {
		t.Errorf("%+v, want %+v", stats, want)
	}
	in := s.Requests()[0]
	if in.Number != 1 || in.Model != "m" || in.System != "Write." || !in.Structured || string(in.Body) != chatBody || !strings.HasPrefix(in.User, "{") {
		t.Errorf("%+v", in)
	}
	if !s.Saw("x-mark: canary") || !s.Saw("IT IS OLD") || s.Saw("it is new") {
		t.Error("what was sent and what was not are not told apart")
	}
}

func TestAnotherBriefHasAnotherDraftAndTheSameTheSame(t *testing.T) {
	a := Draft(`{"priority":"HIGH","vehicle_kind":"van","reasons":["a"]}`)
	if b := Draft(`{"priority":"HIGH","vehicle_kind":"suv","reasons":["a"]}`); a == b {
		t.Error("two briefs have one draft")
	}
	if a != Draft(`{"priority":"HIGH","vehicle_kind":"van","reasons":["a"]}`) {
		t.Error("a brief has two drafts")
	}
	for _, odd := range []string{"what is this?", ""} {
		if !json.Valid([]byte(Draft(odd))) {
			t.Errorf("%q, which is no brief, has no draft", odd)
		}
	}
}

func TestAKeyIsAskedForIfThereIsOne(t *testing.T) {
	s := New(t, Options{Key: "right"})
	if status, body := chat(t, s, "Authorization", "Bearer wrong"); status != 401 || !strings.Contains(body, "invalid_api_key") {
		t.Errorf("%d %s", status, body)
	}
	if status, _ := chat(t, s, "Authorization", "Bearer right"); status != 200 {
		t.Errorf("%d", status)
	}
}

// A test in another process sets faults and reads what came in.
func TestTheServerIsControlledFromOutside(t *testing.T) {
	s := New(t)
	control := strings.TrimSuffix(s.URL(), "/v1") + "/control"
	for name := range named {
		if status, body := send(t, http.MethodPut, control, `{"fault":"`+name+`","latency_ms":1}`); status != 204 {
			t.Errorf("%s: %d %s", name, status, body)
		}
	}
	for _, bad := range []string{`{"fault":"nonsense"}`, `nonsense`} {
		if status, _ := send(t, http.MethodPut, control, bad); status != 400 {
			t.Errorf("%s: %d", bad, status)
		}
	}
	if status, _ := send(t, http.MethodPut, control, `{"fault":"unavailable"}`); status != 204 {
		t.Fatal(status)
	}
	if status, _ := chat(t, s); status != 503 {
		t.Errorf("%d", status)
	}
	if status, _ := send(t, http.MethodPut, control, `{}`); status != 204 {
		t.Fatal(status)
	}
	if status, _ := chat(t, s); status != 200 {
		t.Errorf("%d", status)
	}
	if status, _ := send(t, http.MethodPut, control, `{"insert":"<b>{{7}}"}`); status != 204 {
		t.Fatal(status)
	}
	status, body := chat(t, s)
	var answer struct {
		Choices []struct{ Message struct{ Content string } }
	}
	var d draft
	if status != 200 || json.Unmarshal([]byte(body), &answer) != nil || json.Unmarshal([]byte(answer.Choices[0].Message.Content), &d) != nil {
		t.Fatalf("%d %s", status, body)
	}
	for _, text := range []string{d.PhoneScript, d.SMS, d.Email.Subject, d.Email.Body} {
		if !strings.HasPrefix(text, "<b>{{7}} ") {
			t.Errorf("nothing is inserted into %q", text)
		}
	}
	var stats Stats
	if _, body := send(t, http.MethodGet, control+"/stats", ""); json.Unmarshal([]byte(body), &stats) != nil || stats.Calls != 3 {
		t.Errorf("%s", body)
	}
	var bodies []json.RawMessage
	if _, body := send(t, http.MethodGet, control+"/requests", ""); json.Unmarshal([]byte(body), &bodies) != nil || len(bodies) != 3 || string(bodies[0]) != chatBody {
		t.Errorf("%s", body)
	}
}

func TestClosingEndsWhatHangs(t *testing.T) {
	arrived := make(chan struct{})
	s := New(t, Options{Fault: func(Request) Fault {
		close(arrived)
		return Hang()
	}})
	ended := make(chan error)
	go func() {
		client := &http.Client{Transport: &http.Transport{DisableKeepAlives: true}}
		res, err := client.Post(s.URL()+"/chat/completions", "application/json", strings.NewReader(chatBody))
		if err == nil {
			_ = res.Body.Close()
		}
		ended <- err
	}()
	<-arrived
	began := time.Now()
	s.Close()
	if err := <-ended; err == nil || time.Since(began) > 10*time.Second {
		t.Errorf("%v after %s", err, time.Since(began))
	}
	s.Close() // once more does nothing
}

func TestAFaultCanWait(t *testing.T) {
	s := New(t, Options{Fault: func(Request) Fault { return Slow(20 * time.Millisecond).After(10 * time.Millisecond) }})
	began := time.Now()
	if status, _ := chat(t, s); status != 200 || time.Since(began) < 30*time.Millisecond {
		t.Errorf("%d after %s", status, time.Since(began))
	}
	s.SetLatency(30 * time.Millisecond)
	s.SetFault(nil)
	began = time.Now()
	if status, _ := chat(t, s); status != 200 || time.Since(began) < 30*time.Millisecond {
		t.Errorf("%d after %s", status, time.Since(began))
	}
}
