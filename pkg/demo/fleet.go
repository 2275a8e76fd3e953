package demo

import (
	_ "embed"
	"fmt"
	"math"
	"math/rand/v2"
	"strconv"
	"strings"
	"time"

	"dealerportal/pkg/telemetry"
	"dealerportal/pkg/vehicle"
)

const (
	daysPerMonth = 30.4375
	// yearCodes are the tenth places of VINs by model year; they come round every 30 years.
	yearCodes     = "ABCDEFGHJKLMNPRSTVWXY123456789"
	firstCodeYear = 2010
)

// car is a vehicle of the fleet with its readings.
type car struct {
	vehicle   vehicle.Vehicle
	readings  []telemetry.Reading
	condition condition
	// ageMonths is the vehicle's age, batteryMonths that of its battery, and formerMonths how long ago the one
	// before was fitted; 0 for a first battery.
	ageMonths, batteryMonths, formerMonths float64
}

// model is a row of models.tsv.
type model struct {
	name, vin, plant    string
	firstYear, lastYear int
	weight              int
	chemistry           vehicle.Chemistry
}

//go:embed models.tsv
var modelsFile string

var models = mustModels(modelsFile)

func mustModels(file string) (all []model) {
	for row := range strings.Lines(file) {
		if strings.HasPrefix(row, "#") {
			continue
		}
		cells := strings.Split(strings.TrimSpace(row), "\t")
		if len(cells) != 7 || len(cells[1]) != 8 || len(cells[2]) != 1 {
			panic(fmt.Sprintf("models.tsv: %q is not a row of seven columns", row))
		}
		m := model{name: cells[0], vin: cells[1], plant: cells[2], lastYear: math.MaxInt, chemistry: vehicle.Chemistry(cells[6])}
		for text, to := range map[string]*int{cells[3]: &m.firstYear, cells[4]: &m.lastYear, cells[5]: &m.weight} {
			if text == "-" {
				continue
			}
			n, err := strconv.Atoi(text)
			if err != nil {
				panic(fmt.Sprintf("models.tsv: %v", err))
			}
			*to = n
		}
		all = append(all, m)
	}
	return all
}

func (m model) made(year int) bool { return year >= m.firstYear && year <= m.lastYear }

// draw is the drawing of one vehicle.
type draw struct {
	*rand.Rand
	house  house
	day    time.Time // the start of the day in UTC
	serial int       // of the vehicle in the fleet, from 1
}

// fleetOf draws a dealership's fleet as it is on this day: first the vehicles that are surely worth a
// call, each for reasons of its own, then all the others. Each vehicle is drawn from a stream of its own:
// what is changed about one leaves the others as they are.
func fleetOf(h house, now time.Time) []car {
	cars := make([]car, h.vehicles)
	for i := range cars {
		d := &draw{Rand: rand.New(rand.NewPCG(h.seed, uint64(i))), house: h, day: now.UTC().Truncate(24 * time.Hour), serial: i + 1}
		if i < len(showcases) {
			cars[i] = d.showcase(showcases[i])
		} else {
			cars[i] = d.car()
		}
	}
	return cars
}

func (d *draw) chance(p float64) bool { return d.Float64() < p }

func (d *draw) between(low, high float64) float64 { return low + (high-low)*d.Float64() }

// ago is the day that many months back.
func (d *draw) ago(months float64) vehicle.Date {
	return vehicle.DateOf(d.day.AddDate(0, 0, -int(math.Round(months*daysPerMonth))))
}

// car draws one of the many.
func (d *draw) car() car {
	age := d.between(3, 66)
	if d.chance(0.65) {
		age = d.between(48, 156)
	}
	year := modelYear(d.ago(age))
	m := d.model(year)
	v := d.vehicle(m, year, age)
	life := d.house.lifeMonths
	battery, former := age, 0.0 // of the one that is fitted now, and of the one before
	for {
		lasted := max(18, life+0.25*life*d.NormFloat64())
		if lasted >= battery {
			break
		}
		battery, former = battery-lasted, battery
	}
	switch {
	case battery < age && d.chance(0.8), battery == age && v.InServiceOn != nil && d.chance(0.7):
		fitted := d.ago(battery)
		v.BatteryInstalled = &fitted
	}
	if d.chance(0.75) {
		v.Chemistry = m.chemistry
	}
	c := d.condition(battery, life, m).asSeen(battery)
	c.toRecord(&v)
	return car{
		vehicle: v, readings: d.readings(v, battery, c), condition: c,
		ageMonths: age, batteryMonths: battery, formerMonths: former,
	}
}

// modelYear is the model year of a vehicle that was first used on a day: the next one's are on sale from
// the autumn on.
func modelYear(inService vehicle.Date) int {
	return inService.Time().AddDate(0, 3, 0).Year()
}

func (d *draw) model(year int) model {
	total := 0
	for _, m := range models {
		if m.made(year) {
			total += m.weight
		}
	}
	n := d.IntN(total)
	for _, m := range models {
		if !m.made(year) {
			continue
		}
		if n -= m.weight; n < 0 {
			return m
		}
	}
	panic("the weights do not add up")
}

// vehicle draws what is known of a vehicle and its owner; of most of them something is not.
func (d *draw) vehicle(m model, year int, ageMonths float64) vehicle.Vehicle {
	v := vehicle.Vehicle{
		VIN:  vehicle.WithCheckDigit(vehicle.VIN(fmt.Sprintf("%s0%c%sD%05d", m.vin, yearCode(year), m.plant, 10*d.serial+d.IntN(10)))),
		Year: year, Make: "Ford", Model: m.name, Customer: d.owner(),
	}
	home := d.house.places[d.IntN(len(d.house.places))]
	v.City, v.State, v.ZIP = home.city, home.state, home.zips[d.IntN(len(home.zips))]
	if d.chance(0.7) {
		first := d.ago(ageMonths)
		v.InServiceOn = &first
	}
	if d.chance(0.92) {
		read := d.between(0.1, min(9, ageMonths))
		miles := int((ageMonths - read) / 12 * d.between(7_000, 15_000))
		on := d.ago(read)
		v.Mileage, v.MileageReadOn = &miles, &on
	}
	return v
}

func yearCode(year int) byte { return yearCodes[(year-firstCodeYear)%len(yearCodes)] }

// owner draws an owner whose name says demo, with a telephone number that is kept free for fiction and
// an address that nobody can have.
func (d *draw) owner() vehicle.Customer {
	first, last := firstNames[d.IntN(len(firstNames))], lastNames[d.IntN(len(lastNames))]
	c := vehicle.Customer{Name: first + " Demo-" + last}
	if d.chance(0.95) {
		area := d.house.areaCodes[d.serial/100%len(d.house.areaCodes)]
		c.Phone = fmt.Sprintf("+1%s55501%02d", area, d.serial%100)
	}
	if d.chance(0.8) {
		c.Email = strings.ToLower(fmt.Sprintf("%s.demo-%s.%d@example.com", first, last, d.serial))
	}
	return c
}

var (
	firstNames = []string{
		"Dana", "Alex", "Sam", "Jordan", "Taylor", "Casey", "Riley", "Morgan", "Avery", "Quinn", "Rosa", "Miguel", "Elena", "Omar",
		"Priya", "Wei", "Noor", "Ivan", "Grace", "Henry", "Ines", "Kofi", "Lena", "Marco", "Nadia", "Oscar", "Paula", "Ravi", "Sofia", "Tomas",
	}
	lastNames = []string{
		"Ortiz", "Keller", "Nguyen", "Okafor", "Lindgren", "Haddad", "Moreau", "Novak", "Silva", "Tanaka", "Brandt", "Castillo", "Dubois",
		"Eriksen", "Farouk", "Garner", "Hale", "Ibarra", "Jansen", "Kowal", "Larsen", "Mendez", "Norris", "Owens", "Petrov", "Quist", "Reyes",
	}
)
