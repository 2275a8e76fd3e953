package rest

import (
	"bytes"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"net/http"
	"strconv"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"dealerportal/pkg/dealer"
	"dealerportal/pkg/outreach"
)

// page is an answer of generate-leads, ready to be sent: its bytes, the same compressed once somebody has asked
// for that, and what serving it counts as.
type page struct {
	leads  int64 // the revision of the queue that it was made of
	until  time.Time
	made   outreach.Made
	texts  atomic.Int64 // the revision of the texts by which it was last known to be as it would be made
	served outreach.Served
	final  bool // no text is still being written

	body           []byte
	tag, zippedTag []string
	length         []string

	zip        sync.Once
	zipped     []byte
	zippedSize []string
}

type pageState struct{ leads, texts int64 }

type pageKey struct {
	dealer dealer.ID
	user   string
	limit  int
}

// unsettled is the revision of a page whose texts are being written anew. It is none of the texts'.
const unsettled = -1

func newPage(body []byte, state pageState, until time.Time, made outreach.Made, served outreach.Served, final bool) *page {
	sum := sha256.Sum256(body)
	tag := hex.EncodeToString(sum[:12])
	p := &page{
		leads: state.leads, until: until, made: made, served: served, final: final, body: body,
		tag: []string{`"` + tag + `"`}, zippedTag: []string{`"` + tag + `-gzip"`}, length: []string{strconv.Itoa(len(body))},
	}
	if p.texts.Store(state.texts); made.Anew && !made.Open {
		p.texts.Store(unsettled)
	}
	return p
}

// compressors are used again: what one needs to work with is many times the size of a page.
var compressors = sync.Pool{New: func() any {
	w, err := gzip.NewWriterLevel(nil, gzip.BestCompression)
	if err != nil {
		panic(err) // the level is a constant
	}
	return w
}}

// compressed is the page's body compressed, and its length. The first caller has it made, once for all.
func (p *page) compressed() (zipped []byte, length []string) {
	p.zip.Do(func() {
		var z bytes.Buffer
		w := compressors.Get().(*gzip.Writer)
		defer compressors.Put(w)
		w.Reset(&z)
		_, _ = w.Write(p.body) // into memory, which does not fail
		_ = w.Close()
		p.zipped, p.zippedSize = z.Bytes(), []string{strconv.Itoa(z.Len())}
	})
	return p.zipped, p.zippedSize
}

// maxPageBytes bounds the pages in memory. One of eight leads takes some 40 KB in both its forms, one of a
// hundred some 450.
const maxPageBytes = 64 << 20

// bytes is how much room a page takes at most, about; compressed it takes less than half.
func (p *page) bytes() int { return len(p.body) + len(p.body)/2 }

// pageCache keeps the assembled page of each caller, dealer and limit.
type pageCache struct {
	mu    sync.RWMutex
	pages map[pageKey]*page
	bytes int
	same  func(outreach.Made) (same, settled bool)
}

// newPageCache makes one that asks same whether a page would be made the same, when texts have been written since that
// was last known.
func newPageCache(same func(outreach.Made) (same, settled bool)) *pageCache {
	return &pageCache{pages: map[pageKey]*page{}, same: same}
}

// get gives the page if it would be made the same of this state and is still good; nil otherwise.
func (c *pageCache) get(key pageKey, state pageState, now time.Time) *page {
	c.mu.RLock()
	p := c.pages[key]
	c.mu.RUnlock()
	if p == nil || p.leads != state.leads || !now.Before(p.until) {
		return nil
	}
	if p.texts.Load() == state.texts {
		return p
	}
	same, settled := c.same(p.made)
	if !same {
		return nil
	}
	if settled {
		p.texts.Store(state.texts)
	}
	return p
}

func (c *pageCache) put(key pageKey, p *page) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if old := c.pages[key]; old != nil {
		c.bytes -= old.bytes()
	}
	if c.bytes += p.bytes(); c.bytes > maxPageBytes {
		clear(c.pages)
		c.bytes = p.bytes()
	}
	c.pages[key] = p
}

// pageAnswer sends a page in the form that the client asked for.
type pageAnswer struct {
	page      *page
	unchanged bool // the client has it already
	zip       bool
	wait      time.Duration
}

// answer gives a page the form that the client's headers ask for, and counts what it brings: a page that
// the client has already brings no message.
func (s *Server) answer(p *page, ifNoneMatch, acceptEncoding string, wait time.Duration) pageAnswer {
	a := pageAnswer{page: p, unchanged: matches(ifNoneMatch, p), zip: accepts(acceptEncoding, "gzip"), wait: wait}
	if !a.unchanged {
		s.Outreach.Count(p.served)
	}
	return a
}

var (
	jsonHeader     = []string{"application/json"}
	gzipHeader     = []string{"gzip"}
	pageCacheRules = []string{"private, no-cache"}
	pageVary       = []string{"Accept-Encoding, Authorization, Cookie"}
)

// VisitGenerateLeadsResponse writes the answer.
func (a pageAnswer) VisitGenerateLeadsResponse(w http.ResponseWriter) error {
	h := w.Header()
	body, tag, size := a.page.body, a.page.tag, a.page.length
	if a.zip {
		tag = a.page.zippedTag
	}
	h["Etag"] = tag
	h["Cache-Control"] = pageCacheRules
	h["Vary"] = pageVary
	if a.wait > 0 {
		h.Set("Preference-Applied", "wait="+strconv.Itoa(int(a.wait/time.Second)))
	}
	if a.unchanged {
		w.WriteHeader(http.StatusNotModified)
		return nil
	}
	if a.zip {
		body, size = a.page.compressed()
		h["Content-Encoding"] = gzipHeader
	}
	h["Content-Type"] = jsonHeader
	h["Content-Length"] = size
	w.WriteHeader(http.StatusOK)
	_, err := w.Write(body)
	return err
}

// matches says whether a list of tags has either tag of the page.
func matches(header string, p *page) bool {
	for header != "" {
		var tag string
		tag, header, _ = strings.Cut(header, ",")
		tag = strings.TrimPrefix(strings.TrimSpace(tag), "W/")
		if tag == "*" || tag == p.tag[0] || tag == p.zippedTag[0] {
			return true
		}
	}
	return false
}

// accepts reads as much of Accept-Encoding as is needed: the coding's name, unless its weight is zero.
func accepts(header, coding string) bool {
	for header != "" {
		var part string
		part, header, _ = strings.Cut(header, ",")
		name, weight, _ := strings.Cut(part, ";")
		if !strings.EqualFold(strings.TrimSpace(name), coding) {
			continue
		}
		_, q, ok := strings.Cut(weight, "=")
		if !ok {
			return true
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(q), 64)
		return err == nil && v > 0
	}
	return false
}
