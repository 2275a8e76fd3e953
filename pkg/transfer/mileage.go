package transfer

import (
	"fmt"
	"math"
	"time"

	"dealerportal/pkg/vehicle"
)

// mostMilesADay is more than nearly anybody drives, day after day.
const mostMilesADay = 150

const (
	unknown       = math.MinInt32
	secondsPerDay = 24 * 60 * 60
)

// mileage is a mileage and the day on which it was read, counted from 1970, as far as they are known.
type mileage struct {
	miles, day int32
}

func mileageOf(v vehicle.Vehicle) mileage {
	m := mileage{unknown, unknown}
	if v.Mileage == nil {
		return m
	}
	m.miles = int32(min(*v.Mileage, math.MaxInt32))
	if v.MileageReadOn != nil {
		m.day = int32(v.MileageReadOn.Time().Unix() / secondsPerDay)
	}
	return m
}

// putInto makes it the vehicle's.
func (m mileage) putInto(v *vehicle.Vehicle) {
	v.Mileage, v.MileageReadOn = nil, nil
	if m.miles == unknown {
		return
	}
	miles := int(m.miles)
	v.Mileage = &miles
	if m.day != unknown {
		day := vehicle.DateOf(time.Unix(int64(m.day)*secondsPerDay, 0).UTC())
		v.MileageReadOn = &day
	}
}

// after is what is known once somebody has read r: the higher mileage, and of two that are the same the
// later day. The code and message say what is odd about it, if anything is.
func (m mileage) after(r mileage) (next mileage, code, message string) {
	switch {
	case r.miles == unknown:
		return m, "", ""
	case r.miles < m.miles:
		return m, codeMileageBelow, fmt.Sprintf("is below the %d miles on record, which stay", m.miles)
	case r.miles == m.miles:
		return mileage{r.miles, max(r.day, m.day)}, "", ""
	case m.miles != unknown && m.day != unknown && r.day != unknown:
		days := max(1, int64(r.day)-int64(m.day))
		if perDay := (int64(r.miles) - int64(m.miles)) / days; perDay > mostMilesADay {
			return r, codeMileageJump, fmt.Sprintf("has gone up by %d miles a day since it was last read", perDay)
		}
	}
	return r, "", ""
}
