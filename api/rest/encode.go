package rest

import (
	"net/http"
	"strconv"

	"github.com/goccy/go-json"

	"dealerportal/api/oas"
)

// encode writes an answer with many leads. A page of 50 has some 200 KB, and the standard encoder takes
// longer to write it than the database to read it; this one writes the same document in half the time.
func encode(v any) ([]byte, error) { return json.Marshal(v) }

// leadPage is a page of leads as it is sent, in place of the generated answer.
type leadPage oas.LeadPage

// VisitListLeadsResponse writes the answer.
func (p leadPage) VisitListLeadsResponse(w http.ResponseWriter) error {
	body, err := encode(oas.LeadPage(p))
	if err != nil {
		return err
	}
	h := w.Header()
	h["Content-Type"] = jsonHeader
	h["Cache-Control"] = noStoreHeader
	h["Content-Length"] = []string{strconv.Itoa(len(body))}
	w.WriteHeader(http.StatusOK)
	_, err = w.Write(body)
	return err
}

var noStoreHeader = []string{noStore}
