package outreach

import (
	"encoding/binary"
	"hash/maphash"
	"time"

	"github.com/dgraph-io/ristretto/v2"
)

const (
	// memoryBytes bounds the drafts that are kept in memory, unless it is set otherwise; the database has all of them.
	memoryBytes = 64 << 20
	// draftOverhead is what a packed draft takes beside its own length: its places in the cache's tables, which have room
	// to spare.
	draftOverhead = 225
)

// memory keeps drafts, as far as serving them takes: their texts, by which model and when. How a draft came about is
// read from the store by whoever asks for that. Each is one string, because a struct of many takes more than its texts.
//
// A draft has no end here: an old one is served until its successor takes its place.
type memory struct {
	cache *ristretto.Cache[string, packed]
	model string // that most drafts are of
	seed  maphash.Seed
}

// packed is a draft as one string: a hash of its key, the time in milliseconds, the lengths of the model's name (0 for
// the usual one) and of all texts but the last, and then those themselves. The cache itself knows a key by its hash
// only, so that what it gives is held against another one before it is believed.
type packed string

// sumBytes is how long the hash of the key is.
const sumBytes = 8

func newMemory(bytes int64, model string) (*memory, error) {
	cache, err := ristretto.NewCache(&ristretto.Config[string, packed]{
		NumCounters: 10 * bytes / 2000, MaxCost: bytes, BufferItems: 64, Metrics: true, IgnoreInternalCost: true,
	})
	return &memory{cache: cache, model: model, seed: maphash.MakeSeed()}, err
}

// keep takes in a draft, most likely: the cache may have no time for it.
func (m *memory) keep(key string, d *Draft) {
	p := m.pack(key, d)
	m.cache.Set(key, p, p.cost())
}

// cost is what a packed draft takes in memory. A string takes about a twentieth more than its length, because there is
// room for certain lengths only.
func (p packed) cost() int64 { return int64(len(p) + len(p)/20 + draftOverhead) }

// recall gives what is served of a draft: its texts, model and time, with the key and prompt version that it is kept by.
func (m *memory) recall(key string) (*Draft, bool) {
	p, ok := m.get(key)
	if !ok {
		return nil, false
	}
	return m.unpack(key, p), true
}

// get gives what is kept of a key behind the hash of the key, if it is of that key.
func (m *memory) get(key string) (packed, bool) {
	p, ok := m.cache.Get(key)
	if !ok || len(p) < sumBytes || binary.NativeEndian.Uint64([]byte(p[:sumBytes])) != maphash.String(m.seed, key) {
		return "", false
	}
	return p[sumBytes:], true
}

// written is when the draft of a key was, in milliseconds, if there is one.
func (m *memory) written(key string) (int64, bool) {
	p, ok := m.get(key)
	if !ok {
		return 0, false
	}
	head := p[:min(len(p), binary.MaxVarintLen64)]
	written, _ := binary.Varint([]byte(head))
	return written, true
}

func (m *memory) pack(key string, d *Draft) packed {
	t := d.Texts
	model := d.Model
	if model == m.model {
		model = ""
	}
	parts := [...]string{model, t.PhoneScript, t.SMS, t.EmailSubject, t.EmailBody}
	head := binary.NativeEndian.AppendUint64(make([]byte, 0, sumBytes+headBytes), maphash.String(m.seed, key))
	head = binary.AppendVarint(head, d.GeneratedAt.UnixMilli())
	size := 0
	for i, part := range parts {
		if i < len(parts)-1 {
			head = binary.AppendUvarint(head, uint64(len(part)))
		}
		size += len(part)
	}
	whole := make([]byte, 0, len(head)+size)
	whole = append(whole, head...)
	for _, part := range parts {
		whole = append(whole, part...)
	}
	return packed(whole)
}

// headBytes is what comes between the hash of the key and the texts at most.
const headBytes = binary.MaxVarintLen64 + 4*binary.MaxVarintLen32

// unpack makes a draft of a packed one, whose texts lie in that.
func (m *memory) unpack(key string, p packed) *Draft {
	head := []byte(p[:min(len(p), headBytes)])
	written, at := binary.Varint(head)
	d := &Draft{Key: key, PromptVersion: PromptVersion, GeneratedAt: time.UnixMilli(written).UTC()}
	var lengths [4]int
	for i := range lengths {
		length, n := binary.Uvarint(head[at:])
		lengths[i], at = int(length), at+n
	}
	rest := string(p[at:])
	for i, to := range [...]*string{&d.Model, &d.Texts.PhoneScript, &d.Texts.SMS, &d.Texts.EmailSubject} {
		*to, rest = rest[:lengths[i]], rest[lengths[i]:]
	}
	d.Texts.EmailBody = rest
	if d.Model == "" {
		d.Model = m.model
	}
	return d
}

// figures are how many drafts memory has, how many bytes they take, and how many it has dropped.
func (m *memory) figures() (entries, bytes, dropped int64) {
	n := m.cache.Metrics
	return int64(n.KeysAdded()) - int64(n.KeysEvicted()), int64(n.CostAdded()) - int64(n.CostEvicted()), int64(n.KeysEvicted())
}
