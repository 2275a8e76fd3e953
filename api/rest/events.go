package rest

import (
	"bytes"
	"context"
	"encoding/json"
	"net/http"
	"strconv"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/event"
	"dealerportal/pkg/fault"
)

const (
	operationStreamEvents = "streamEvents"
	// defaultPatience is how long a reader of a stream may take for what it is sent.
	defaultPatience = 10 * time.Second
	// comeBack is after how many milliseconds a browser connects again when a stream has ended.
	comeBack = 2000
)

// StreamEvents tells of what happens at a dealer, until the reader leaves.
func (s *Server) StreamEvents(ctx context.Context, r oas.StreamEventsRequestObject) (oas.StreamEventsResponseObject, error) {
	ctx = plain(ctx)
	d, err := s.dealerFor(ctx, r.Params.Dealer)
	if err != nil {
		return nil, err
	}
	var after *int64
	if id := valueOr(r.Params.LastEventID, ""); id != "" {
		n, err := strconv.ParseInt(id, 10, 64)
		if err != nil || n < 0 {
			n = 1<<63 - 1 // none of ours: the reader is told that it has missed some
		}
		after = &n
	}
	reader, err := s.Events.Follow(ctx, d.ID, after)
	if err != nil {
		return nil, err
	}
	return &eventStream{server: s, ctx: ctx, reader: reader, patience: s.patience()}, nil
}

// patience is how long a reader of a stream may take for what it is sent.
func (s *Server) patience() time.Duration {
	if s.cfg.StreamPatience == 0 {
		return defaultPatience
	}
	return s.cfg.StreamPatience
}

// eventStream sends what a reader is given.
type eventStream struct {
	server   *Server
	ctx      context.Context
	reader   *event.Reader
	patience time.Duration
	control  *http.ResponseController
	w        http.ResponseWriter
}

// VisitStreamEventsResponse sends events until the stream ends. A reader that does not take what it is
// sent in time is dropped; the others never notice.
func (e *eventStream) VisitStreamEventsResponse(w http.ResponseWriter) error {
	defer e.reader.Close()
	e.w, e.control = w, http.NewResponseController(w)
	h := w.Header()
	h.Set("Content-Type", "text/event-stream")
	h.Set("Cache-Control", noStore)
	h.Set("X-Accel-Buffering", "no")
	// The server's limit for reading a request is not one for how long its answer lasts.
	if err := e.control.SetReadDeadline(time.Time{}); err != nil {
		return err
	}
	w.WriteHeader(http.StatusOK)
	// The id by itself is no event: it tells the browser where to go on from.
	if !e.send([]byte("retry: " + strconv.Itoa(comeBack) + "\n" + "id: " + strconv.FormatInt(e.reader.Last(), 10) + "\n\n")) {
		return nil
	}
	for {
		select {
		case <-e.ctx.Done():
			return nil
		case <-e.reader.Done():
			return nil
		case <-e.reader.Woken():
		}
		if !e.allowed() || !e.next() {
			return nil
		}
	}
}

// allowed says whether the session or the key is still one that may see the dealer's events.
func (e *eventStream) allowed() bool {
	x := exchangeIn(e.ctx)
	user, err := e.server.whoHolds(e.ctx, x.token, x.byKey)
	if err != nil || user.Role != x.user.Role {
		return false
	}
	return user.Dealer == nil && x.user.Dealer == nil || user.Dealer != nil && x.user.Dealer != nil && user.Dealer.ID == x.user.Dealer.ID
}

// next sends the next events, or a comment when it is time for one, and says whether the stream goes on.
func (e *eventStream) next() bool {
	events, err := e.reader.Next(e.ctx)
	if err != nil {
		return fault.KindOf(err) == fault.Unavailable // a database that is away comes back
	}
	if len(events) == 0 {
		return !e.reader.Due() || e.send([]byte(":\n\n"))
	}
	var b bytes.Buffer
	for _, x := range events {
		writeEvent(&b, x)
	}
	return e.send(b.Bytes())
}

// send writes and says whether the reader took it.
func (e *eventStream) send(b []byte) bool {
	e.reader.Spoken()
	if e.control.SetWriteDeadline(time.Now().Add(e.patience)) != nil {
		return false
	}
	if _, err := e.w.Write(b); err != nil {
		return false
	}
	return e.control.Flush() == nil
}

func writeEvent(b *bytes.Buffer, x event.Event) {
	data := oas.EventData{At: x.At}
	switch x.Name {
	case event.LeadChanged:
		data.LeadId = &x.Subject
	case event.MessageReady:
		data.Brief = &x.Subject
	}
	encoded, err := json.Marshal(data)
	if err != nil {
		panic(err) // texts and times can always be encoded
	}
	b.WriteString("id: " + strconv.FormatInt(x.ID, 10) + "\nevent: " + string(x.Name) + "\ndata: ")
	b.Write(encoded)
	b.WriteString("\n\n")
}
