package hero

import (
	"net/url"
	"strings"
	"sync"
	"time"
	_ "time/tzdata" // Windows and slim images have no time zones of their own.
)

// The comparisons here serve one purpose: to recognise what an earlier request made.

var london = sync.OnceValue(func() *time.Location {
	location, err := time.LoadLocation("Europe/London")
	if err != nil {
		// Cannot happen with the embedded time zones; UTC is right for half of the year.
		return time.UTC
	}
	return location
})

// londonDate is the date that a date of birth means: Hero stores one in summer as 23:00 UTC of the day before.
func londonDate(dob string) string {
	dob = strings.TrimSpace(dob)
	if at, err := time.Parse(time.RFC3339, dob); err == nil {
		return at.In(london()).Format(time.DateOnly)
	}
	return dob
}

func digits(s string) string {
	return strings.Map(func(r rune) rune {
		if r < '0' || r > '9' {
			return -1
		}
		return r
	}, s)
}

func sameName(a, b Text) bool {
	return strings.EqualFold(strings.TrimSpace(text(a)), strings.TrimSpace(text(b)))
}

// normalURL is a URL in the form that servers commonly give back.
func normalURL(raw string) string {
	u, err := url.Parse(strings.TrimSpace(raw))
	if err != nil || u.Host == "" {
		return raw
	}
	u.Scheme, u.Host = strings.ToLower(u.Scheme), strings.ToLower(u.Host)
	switch u.Scheme {
	case "https":
		u.Host = strings.TrimSuffix(u.Host, ":443")
	case "http":
		u.Host = strings.TrimSuffix(u.Host, ":80")
	}
	if u.Path == "" {
		u.Path = "/"
	}
	return u.String()
}
