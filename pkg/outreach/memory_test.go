package outreach

import (
	"fmt"
	"math"
	"runtime"
	"strings"
	"testing"
	"time"
)

func newTestMemory(t *testing.T, bytes int64) *memory {
	t.Helper()
	m, err := newMemory(bytes, "usual")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(m.cache.Close)
	return m
}

// draftOf is a draft of texts about so long, and its key.
func draftOf(n, length int) (string, *Draft) {
	text := func(k int) string { return strings.Repeat(string(rune('a'+k)), length/2+(7*n+13*k)%length) }
	d := &Draft{
		Key: Brief{Priority: fmt.Sprint(n)}.Key(PromptVersion, "usual"), Model: "usual", PromptVersion: PromptVersion,
		Texts:       Texts{PhoneScript: text(0), SMS: text(1), EmailSubject: text(2), EmailBody: text(3)},
		GeneratedAt: time.Date(2026, 3, 2, 9, 0, 0, int(7*time.Millisecond), time.UTC),
	}
	return d.Key, d
}

func TestWhatIsServedOfADraftIsInMemory(t *testing.T) {
	m := newTestMemory(t, 1<<20)
	drafts := map[string]func(*Draft){
		"as usual":               func(*Draft) {},
		"of another model":       func(d *Draft) { d.Model = "another" },
		"with empty texts":       func(d *Draft) { d.Texts = Texts{} },
		"with one text":          func(d *Draft) { d.Texts = Texts{EmailBody: "é {{vehicle}}\n"} },
		"with long texts":        func(d *Draft) { d.Texts.PhoneScript = strings.Repeat("long ", 10_000) },
		"before there were any":  func(d *Draft) { d.GeneratedAt = time.Date(1960, 1, 1, 0, 0, 0, 0, time.UTC) },
		"whose making is stored": func(d *Draft) { d.Brief.Priority, d.Making.Attempts = "HIGH", 2 },
	}
	n := 0
	for name, change := range drafts {
		n++
		key, d := draftOf(n, 100)
		change(d)
		m.keep(key, d)
		m.cache.Wait()
		got, ok := m.recall(key)
		if !ok {
			t.Errorf("a draft %s is not there", name)
			continue
		}
		want := Draft{Key: key, Texts: d.Texts, Model: d.Model, PromptVersion: d.PromptVersion, GeneratedAt: d.GeneratedAt}
		if fmt.Sprint(*got) != fmt.Sprint(want) {
			t.Errorf("a draft %s is %+v, want %+v", name, *got, want)
		}
	}
	if _, ok := m.recall("another key"); ok {
		t.Error("there is a draft of a key that nobody has kept one by")
	}
}

// The cache tells keys apart by their hashes: should it give what is another key's, that is not served.
func TestADraftOfAnotherKeyIsNotServed(t *testing.T) {
	m := newTestMemory(t, 1<<20)
	_, d := draftOf(1, 100)
	p := m.pack(d.Key, d)
	m.cache.Set("another key", p, p.cost())
	m.cache.Wait()
	if got, ok := m.recall("another key"); ok {
		t.Errorf("the draft of %s is served for another key", got.Key)
	}
	if _, ok := m.written("another key"); ok {
		t.Error("the draft of a key is taken for another's")
	}
}

// What memory is said to take is what it takes: the bound on it is one on the process.
func TestADraftTakesTheMemoryThatItIsSaidTo(t *testing.T) {
	const drafts = 20_000
	for _, length := range []int{120, 400} {
		m := newTestMemory(t, 256<<20)
		before := heapInUse()
		for n := range drafts {
			m.keep(draftOf(n, length))
			if n%1000 == 999 {
				m.cache.Wait()
			}
		}
		took := heapInUse() - before
		entries, told, _ := m.figures()
		if off := math.Abs(float64(took-told)) / float64(told); entries != drafts || off > 0.1 {
			t.Errorf("%d drafts take %d bytes each, and are said to take %d", entries, took/drafts, told/drafts)
		}
	}
}

func heapInUse() int64 {
	runtime.GC()
	runtime.GC() // what was given back to pools as well
	var s runtime.MemStats
	runtime.ReadMemStats(&s)
	return int64(s.HeapAlloc)
}

func TestMemoryDropsDraftsAtItsBound(t *testing.T) {
	const bound = 1 << 20
	m := newTestMemory(t, bound)
	for n := range 2000 {
		m.keep(draftOf(n, 400))
		m.cache.Wait()
	}
	if entries, bytes, dropped := m.figures(); bytes > bound || bytes < bound*9/10 || entries+dropped > 2000 || dropped == 0 {
		t.Errorf("%d drafts of %d bytes, %d dropped", entries, bytes, dropped)
	}
}
