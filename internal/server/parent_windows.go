// SPDX-License-Identifier: MPL-2.0

package server

import (
	"os"
	"time"
)

// waitForParent returns when the parent is gone. Windows keeps naming a parent that is gone, but
// lets anybody wait for a process to end.
func waitForParent(parent int, every time.Duration) {
	process, err := os.FindProcess(parent)
	if err != nil {
		return
	}
	for {
		if _, err := process.Wait(); err == nil {
			return
		}
		time.Sleep(every)
	}
}
