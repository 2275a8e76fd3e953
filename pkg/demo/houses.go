package demo

import (
	"dealerportal/pkg/account"
	"dealerportal/pkg/dealer"
)

// Mark is in the name of every demo dealership.
const Mark = "(demo)"

// house is one demo dealership, as far as it is not drawn.
type house struct {
	dealer dealer.New
	users  []user // the first one is the advisor
	tone   string
	prices []dealer.Price
	// seed is what its fleet is drawn from, and vehicles how many there are.
	seed     uint64
	vehicles int
	// lifeMonths is how long batteries last there on average, for the drawing of when they were last
	// replaced.
	lifeMonths float64
	// One vehicle in watchedOneIn has been there since the dealership has had the portal, from the one with the
	// index watchedFirst on.
	watchedOneIn, watchedFirst int
	// history sets the drawing of what has happened apart from that of the fleet.
	history   uint64
	places    []place
	areaCodes []string
}

type user struct {
	email, name string
	role        account.Role
}

type place struct {
	city, state string
	zips        []string
}

var administrator = user{"admin@portal.example", "Sam Demo-Admin", account.Admin}

// Prices are invented for the demo. Some families have none, as in many a dealer's list.
var houses = []house{
	{
		dealer: dealer.New{Code: "LAKESIDE", Name: "Lakeside Ford " + Mark, City: "Ann Arbor", State: "MI", TimeZone: "America/Detroit"},
		users: []user{
			{"advisor@lakeside.example", "Robin Demo-Advisor", account.Advisor},
			{"manager@lakeside.example", "Morgan Demo-Manager", account.Manager},
		},
		tone: "friendly",
		prices: []dealer.Price{
			usd("F-150", 20900, 5900), usd("F-150 Hybrid", 23900, 9900), usd("Super Duty", 41800, 8900), usd("Ranger", 19900, 5900),
			usd("Maverick", 18900, 5900), usd("Transit", 24900, 8900), usd("Explorer", 21900, 6900), usd("Escape", 19900, 6900),
			usd("Escape Hybrid", 22900, 8900), usd("Edge", 20900, 6900), usd("Expedition", 23900, 6900), usd("Bronco", 21900, 6900),
			usd("Fusion", 18900, 5900), usd("Focus", 17900, 5900), usd("Mustang", 20900, 5900),
		},
		seed: 1701, vehicles: 320, lifeMonths: 88, watchedOneIn: 3, watchedFirst: 2, history: 1 << 40,
		places: []place{
			{"Ann Arbor", "MI", []string{"48103", "48104", "48105", "48108"}},
			{"Ann Arbor", "MI", []string{"48103", "48104", "48105", "48108"}},
			{"Ypsilanti", "MI", []string{"48197", "48198"}},
			{"Saline", "MI", []string{"48176"}},
			{"Dexter", "MI", []string{"48130"}},
			{"Chelsea", "MI", []string{"48118"}},
			{"Plymouth", "MI", []string{"48170"}},
			{"Toledo", "OH", []string{"43604", "43606"}},
		},
		areaCodes: []string{"734", "313", "248", "517", "810"},
	},
	{
		dealer: dealer.New{Code: "MESA", Name: "Mesa Ford " + Mark, City: "Mesa", State: "AZ", TimeZone: "America/Phoenix"},
		users: []user{
			{"advisor@mesa.example", "Jamie Demo-Advisor", account.Advisor},
			{"manager@mesa.example", "Casey Demo-Manager", account.Manager},
		},
		tone: "friendly",
		prices: []dealer.Price{
			usd("F-150", 21900, 6500), usd("F-150 Hybrid", 24900, 10500), usd("Super Duty", 43800, 9500), usd("Ranger", 20900, 6500),
			usd("Maverick Hybrid", 20900, 8500), usd("Transit", 25900, 9500), usd("E-Series", 22900, 8500), usd("Explorer", 22900, 7500),
			usd("Escape", 20900, 7500), usd("Edge", 21900, 7500), usd("Expedition", 24900, 7500), usd("Bronco Sport", 20900, 7500),
			usd("Fusion", 19900, 6500), usd("Fusion Hybrid", 21900, 8500), usd("Mustang", 21900, 6500),
		},
		seed: 1917, vehicles: 300, lifeMonths: 60, watchedOneIn: 4, watchedFirst: 1, history: 1 << 32,
		places: []place{
			{"Mesa", "AZ", []string{"85201", "85203", "85205", "85207", "85210"}},
			{"Mesa", "AZ", []string{"85201", "85203", "85205", "85207", "85210"}},
			{"Gilbert", "AZ", []string{"85233", "85234"}},
			{"Chandler", "AZ", []string{"85224", "85225"}},
			{"Tempe", "AZ", []string{"85281", "85282"}},
			{"Apache Junction", "AZ", []string{"85120"}},
			{"Queen Creek", "AZ", []string{"85142"}},
		},
		areaCodes: []string{"480", "602", "623", "520", "928"},
	},
}

func usd(family string, partsCents, labourCents int64) dealer.Price {
	return dealer.Price{Family: family, PartsCents: partsCents, LabourCents: labourCents, Currency: "USD"}
}
