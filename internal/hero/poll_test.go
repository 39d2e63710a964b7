// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"net/http/httptest"
	"testing"
	"time"
)

// A look that began early and took long has not seen what came meanwhile.
func TestLastPollBeginsAfterTheWindow(t *testing.T) {
	t.Parallel()
	const window = 40 * time.Millisecond
	practice := (&server{Server: &httptest.Server{URL: "http://localhost"}}).practice(t)
	began := time.Now()
	var last time.Duration
	found, err := pollUntil(t.Context(), practice, window, 1, func(context.Context) ([]int, error) {
		if last = time.Since(began); last >= window {
			return []int{1}, nil
		}
		time.Sleep(2 * window)
		return nil, nil
	})
	if err != nil || len(found) != 1 {
		t.Errorf("found %v, %v; the last look began after %s", found, err, last)
	}
}
