// SPDX-License-Identifier: MPL-2.0

package hero

import (
	"context"
	"testing"
	"testing/synctest"
	"time"
)

// A read that began early and took long misses what appeared in the meantime, so the last one begins after the window.
func TestLastPollBeginsAfterTheWindow(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		practice, began := serve(t, nil).practice(t), time.Now()
		var last time.Duration
		found, err := pollUntil(t.Context(), practice, lateCommit, func(context.Context) ([]int, error) {
			if last = time.Since(began); last >= lateCommit {
				return []int{1}, nil
			}
			time.Sleep(2 * lateCommit)
			return nil, nil
		}, isFound)
		if err != nil || len(found) != 1 {
			t.Errorf("found %v, %v; the last poll began after %s", found, err, last)
		}
	})
}
