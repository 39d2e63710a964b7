// SPDX-License-Identifier: MPL-2.0

package canonical

import "testing"

func TestShownHost(t *testing.T) {
	t.Parallel()
	for host, want := range map[string]string{
		"receiver.example":                             "receiver.example",
		"b\u00fccher.example":                          "b\u00fccher.example",
		"\u043f\u0440\u0438\u043c\u0435\u0440.example": "\u043f\u0440\u0438\u043c\u0435\u0440.example",
		"\u65e5\u672c.example":                         "\u65e5\u672c.example",
		"r\u0435ceiver.example":                        "xn--rceiver-7gg.example",
		"www.h\u0435ro.example":                        "www.xn--hro-rdd.example",
		"xn--h\u0435ro.example":                        "a host that has no Punycode",
		"127.0.0.1":                                    "127.0.0.1",
		"":                                             "",
	} {
		if got := ShownHost(host); got != want {
			t.Errorf("%q: got %q, want %q", host, got, want)
		}
	}
}
