package main

import "testing"

func TestLogsWanted(t *testing.T) {
	t.Parallel()
	for name, test := range map[string]struct {
		environ []string
		want    bool
	}{
		"nothing said":      {[]string{"PATH=/bin", "TF_IN_AUTOMATION=1"}, false},
		"empty":             {[]string{"TF_LOG="}, false},
		"everything":        {[]string{"TF_LOG=TRACE"}, true},
		"providers":         {[]string{"TF_LOG_PROVIDER=DEBUG"}, true},
		"SDK":               {[]string{"TF_LOG_SDK=TRACE"}, true},
		"this provider's":   {[]string{"TF_LOG_PROVIDER_HERO_API=DEBUG"}, true},
		"a file to log to":  {[]string{"TF_LOG_PATH=log"}, true},
		"another variable":  {[]string{"MY_TF_LOG=TRACE"}, false},
		"no value whatever": {[]string{"TF_LOG"}, false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := logsWanted(test.environ); got != test.want {
				t.Errorf("got %v, want %v", got, test.want)
			}
		})
	}
}
