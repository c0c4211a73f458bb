package node_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"tocsin"
	"tocsin/internal/node"
)

// certificate makes a certificate for this machine, in two files, and who trusts it.
func certificate(t testing.TB) (cert, key string, trust *http.Transport) {
	t.Helper()
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		t.Fatal(err)
	}
	c := &x509.Certificate{
		SerialNumber: big.NewInt(1), Subject: pkix.Name{CommonName: "localhost"}, DNSNames: []string{"localhost"},
		NotBefore: time.Now().Add(-time.Hour), NotAfter: time.Now().Add(time.Hour), IsCA: true, BasicConstraintsValid: true,
	}
	der, err := x509.CreateCertificate(rand.Reader, c, c, &k.PublicKey, k)
	if err != nil {
		t.Fatal(err)
	}
	private, err := x509.MarshalPKCS8PrivateKey(k)
	if err != nil {
		t.Fatal(err)
	}
	write := func(name, kind string, b []byte) string {
		file := filepath.Join(t.TempDir(), name)
		if err := os.WriteFile(file, pem.EncodeToMemory(&pem.Block{Type: kind, Bytes: b}), 0o600); err != nil {
			t.Fatal(err)
		}
		return file
	}
	parsed, err := x509.ParseCertificate(der)
	if err != nil {
		t.Fatal(err)
	}
	pool := x509.NewCertPool()
	pool.AddCert(parsed)
	trust = &http.Transport{TLSClientConfig: &tls.Config{RootCAs: pool}}
	t.Cleanup(trust.CloseIdleConnections)
	return write("tls.crt", "CERTIFICATE", der), write("tls.key", "PRIVATE KEY", private), trust
}

// TestCookiesOverTLS: over TLS every cookie bears the prefix with which a browser takes it from this
// host alone (RFC 6265bis 4.1.3.2), lets its holder in, and under another name lets nobody in.
func TestCookiesOverTLS(t *testing.T) {
	t.Parallel()
	cert, key, trust := certificate(t)
	l := newLodge(t, node.ServeOptions{Cert: cert, Key: key})
	l.trust = trust
	if !strings.HasPrefix(l.base, "https://localhost:") {
		t.Fatalf("it is served at %s", l.base)
	}
	ada, _ := l.come("Ada", tocsin.DutyOfficer)
	session := ""
	for _, c := range ada.cookies {
		name, value, _ := strings.Cut(c, "=")
		if name == "__Host-tocsin" {
			session, _, _ = strings.Cut(value, ";")
		}
		if !strings.HasPrefix(name, "__Host-tocsin") || !strings.Contains(c, "; Secure") || !strings.Contains(c, "; HttpOnly") || !strings.Contains(c, "; SameSite=") || !strings.Contains(c, "; Path=/;") || strings.Contains(c, "Domain") {
			t.Errorf("the cookie %s=...%s", name, c[len(name)+1+len(strings.SplitN(value, ";", 2)[0]):])
		}
	}
	if session == "" {
		t.Fatal("no session began")
	}
	r, err := ada.http.Get(ada.base + "/reports")
	if status, page := ada.read(r, err); status != http.StatusOK || !strings.Contains(page, "Reports") || r.Header.Get("Strict-Transport-Security") == "" {
		t.Errorf("signed in: %d %v", status, r.Header)
	}
	for name, want := range map[string]int{"__Host-tocsin": http.StatusOK, "tocsin-session": http.StatusUnauthorized, "tocsin": http.StatusUnauthorized} {
		r, err := http.NewRequest(http.MethodGet, l.base+"/api/v1/records/site", nil)
		if err != nil {
			t.Fatal(err)
		}
		r.AddCookie(&http.Cookie{Name: name, Value: session})
		if status, _ := ada.read((&http.Client{Transport: trust, Timeout: 20 * time.Second}).Do(r)); status != want {
			t.Errorf("the session in the cookie %s: %d, want %d", name, status, want)
		}
	}
}
