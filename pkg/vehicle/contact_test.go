package vehicle

import "testing"

func TestOnlyANumberInTheFormOfE164TellsACustomer(t *testing.T) {
	for phone, want := range map[string]string{
		"+13135550142": "+13135550142", "+4915112345678": "+4915112345678",
		"": "", "ask at the desk": "", "+": "", "+0123456789": "", "+1 313 555 0142": "", "3135550142 ext. 7": "", "+1234567": "", "+1234567890123456": "",
	} {
		if got := (Customer{Phone: phone}).Number(); got != want {
			t.Errorf("%q is told by %q, want %q", phone, got, want)
		}
	}
	// What is typed in the usual ways is in that form when it is stored.
	if got := (Customer{Phone: normalPhone("(313) 555-0142")}).Number(); got != "+13135550142" {
		t.Errorf("got %q", got)
	}
}
