package rest

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"dealerportal/api/oas"
	"dealerportal/pkg/dealer"
	"dealerportal/pkg/transfer"
)

// importStream takes in a file while it tells how far it has come, line by line. A reader that leaves, or does not take
// what it is told in time, ends the import.
type importStream struct {
	server   *Server
	ctx      context.Context
	dealer   dealer.ID
	body     io.Reader
	options  transfer.Options
	patience time.Duration

	control *http.ResponseController
	w       http.ResponseWriter
	began   bool
	left    bool // whether the reader took no more
}

// VisitImportFileResponse does the import. What fails before the first line is answered like any failure; after it the
// status is sent, and the last line tells of it.
func (i *importStream) VisitImportFileResponse(w http.ResponseWriter) error {
	i.w, i.control = w, http.NewResponseController(w)
	i.options.Watch = i.tell
	result, err := i.server.Imports.Import(i.ctx, i.dealer, i.body, i.options)
	switch {
	case err != nil && !i.began:
		return err
	case i.left || i.ctx.Err() != nil:
		return nil // nobody is there to be told
	case err != nil:
		problem := i.server.problemOf(i.ctx, err)
		_ = i.send(oas.ImportLine{Problem: &problem}) // who has left needs no answer
		return nil
	}
	counts := oas.ImportCounts{DryRun: result.DryRun, Accepted: result.Accepted, Unchanged: result.Unchanged, Rejected: result.Rejected}
	_ = i.send(oas.ImportLine{Result: &counts})
	return nil
}

// tell sends a line for a piece of rows. The first one begins the answer, as soon as the file is there.
func (i *importStream) tell(p transfer.Piece) error {
	if !i.began {
		i.began = true
		h := i.w.Header()
		h.Set("Content-Type", "application/x-ndjson")
		h.Set("Cache-Control", noStore)
		h.Set("X-Accel-Buffering", "no")
		// The server's limit for reading a request is not one for how long an import takes.
		if err := supported(i.control.SetReadDeadline(time.Time{})); err != nil {
			return err
		}
		i.w.WriteHeader(http.StatusOK)
	}
	line := oas.ImportLine{Done: &p.Done, Of: &p.Of}
	if rows := importRows(p.Rows); len(rows) > 0 {
		line.Rows = &rows
	}
	err := i.send(line)
	i.left = err != nil
	return err
}

func (i *importStream) send(line oas.ImportLine) error {
	encoded, err := json.Marshal(line)
	if err != nil {
		panic(err) // texts and numbers can always be encoded
	}
	if err := supported(i.control.SetWriteDeadline(time.Now().Add(i.patience))); err != nil {
		return err
	}
	if _, err := i.w.Write(append(encoded, '\n')); err != nil {
		return err
	}
	return supported(i.control.Flush())
}

// supported passes over what a writer that is no connection cannot do.
func supported(err error) error {
	if errors.Is(err, http.ErrNotSupported) {
		return nil
	}
	return err
}
