package risk

import "fmt"

// Words say an estimate.
func Words(probability, low, high float64, horizonDays int) string {
	return fmt.Sprintf("%.0f%% (%.0f–%.0f%%) to need replacement within %d days", 100*probability, 100*low, 100*high, horizonDays)
}
