// SPDX-License-Identifier: MPL-2.0

package server

import (
	"os"
	"time"
)

// EndWithParent ends this process soon after the one that started it is gone. A CLI that is killed
// does not stop its providers, and their work would go on for nobody.
func EndWithParent() { go endWithParent(time.Second) }

func endWithParent(every time.Duration) {
	waitForParent(os.Getppid(), every)
	os.Exit(1)
}
