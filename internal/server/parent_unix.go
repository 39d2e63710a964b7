// SPDX-License-Identifier: MPL-2.0

//go:build !windows

package server

import (
	"os"
	"time"
)

// waitForParent returns when the parent is gone: the system then gives the parent's children to
// another process.
func waitForParent(parent int, every time.Duration) {
	for os.Getppid() == parent {
		time.Sleep(every)
	}
}
