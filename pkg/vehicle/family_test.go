package vehicle

import "testing"

func TestFamilyOfAModelHoweverItIsWritten(t *testing.T) {
	for _, c := range []struct {
		make, model, family string
		kind                Kind
	}{
		{"Ford", "F-150", "F-150", Pickup},
		{"FORD", "F150 SUPERCREW XLT", "F-150", Pickup},
		{"Ford Truck", "f 150", "F-150", Pickup},
		{"Ford", "Ford F-150", "F-150", Pickup},
		{"Ford", "F-150 Lightning Lariat", "F-150 Lightning", Pickup},
		{"Ford", "F-150 XLT PowerBoost", "F-150 Hybrid", Hybrid},
		{"Ford", "F-350 Super Duty DRW", "Super Duty", Pickup},
		{"Ford", "Transit-250 Cargo", "Transit", Van},
		{"Ford", "Transit Connect XLT", "Transit Connect", Van},
		{"Ford", "E350 Super Duty", "E-Series", Van},
		{"Ford", "Bronco Sport Badlands", "Bronco Sport", SUV},
		{"Ford", "Bronco", "Bronco", SUV},
		{"Ford", "Police Interceptor Utility", "Explorer", SUV},
		{"Ford", "Escape SE", "Escape", SUV},
		{"Ford", "ESCAPE SE PLUG-IN HYBRID", "Escape Hybrid", Hybrid},
		{"Ford", "Fusion Energi SE", "Fusion Hybrid", Hybrid},
		{"Ford", "C-MAX", "C-MAX", Hybrid},
		{"Ford", "Taurus X", "Taurus X", SUV},
		{"Ford", "Mustang Mach-E", "Mustang Mach-E", SUV},
		{"Ford", "Mustang GT", "Mustang", Car},
		{"Lincoln", "MKZ Hybrid", "MKZ Hybrid", Hybrid},
		{"Mazda", "Escape", "Mazda Escape", Car},
		{"HONDA", "civic", "Honda Civic", Car},
		{"honda", " CR-V ", "Honda CR-V", Car},
		{"Ram", "ProMaster Cargo Van", "RAM Promaster Cargo VAN", Van},
		{"GMC", "Sierra Pickup", "GMC Sierra Pickup", Pickup},
		{"Toyota", "Prius Hybrid", "Toyota Prius Hybrid", Hybrid},
	} {
		family, kind := FamilyOf(c.make, c.model)
		if family != c.family || kind != c.kind {
			t.Errorf("%s %s is of %q, a %s; want %q, a %s", c.make, c.model, family, kind, c.family, c.kind)
		}
	}
}

func TestTheTableOfFamiliesUsesKnownKinds(t *testing.T) {
	if len(families) < 60 {
		t.Fatalf("only %d models", len(families))
	}
	for key, f := range families {
		switch f.kind {
		case Pickup, Van, SUV, Car, Hybrid:
		default:
			t.Errorf("%s: kind %q", key, f.kind)
		}
	}
}

func TestAnUnknownFamilyFitsAPriceList(t *testing.T) {
	family, _ := FamilyOf("A make with a rather long name of many words that goes on", "and a model that does so, too")
	if n := len([]rune(family)); n > maxFamily {
		t.Errorf("%d characters: %q", n, family)
	}
}
