package outreach

// Made is which drafts the messages of a batch were made of. Whoever keeps the messages can find out by it whether they
// would be the same now, which takes far less than to make them: a text that is written changes few of them.
type Made struct {
	drafts []madeOf
	// Open says that a message was made without a draft, so that any that is written may change it.
	Open bool
	// Anew says that the successor of a draft was being written.
	Anew bool
}

type madeOf struct {
	key     string
	written int64
}

// add takes in what a message was made of.
func (m *Made) add(f found) {
	if f.draft == nil {
		m.Open = true
		return
	}
	m.drafts = append(m.drafts, madeOf{f.draft.Key, f.draft.GeneratedAt.UnixMilli()})
	m.Anew = m.Anew || f.anew
}

// Same says whether messages that were made so would be made of the same drafts now, and whether that is settled: none
// of them is being written anew, so that it stays so until the revision of the texts goes up.
func (s *Service) Same(m Made) (same, settled bool) {
	if m.Open {
		return false, false
	}
	if s.cached == nil {
		return true, true
	}
	// In this order: a draft is in memory before its flight is over.
	settled = !s.cached.writingAny(m.drafts)
	for _, d := range m.drafts {
		if written, ok := s.cached.memory.written(d.key); !ok || written != d.written {
			return false, false
		}
	}
	return true, settled
}

// writingAny says whether one of the drafts is being written.
func (c *cachedWriter) writingAny(drafts []madeOf) bool {
	c.mu.Lock()
	defer c.mu.Unlock()
	for _, d := range drafts {
		if c.flights[d.key] != nil {
			return true
		}
	}
	return false
}
