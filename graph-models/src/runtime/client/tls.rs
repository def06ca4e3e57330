//! TLS for both clients: rustls with ring, and the certificates that the operating system trusts.

use std::sync::Arc;

use rustls::crypto::CryptoProvider;

/// The process-wide provider, or ring.
pub(super) fn provider() -> Arc<CryptoProvider> {
    CryptoProvider::get_default().cloned().unwrap_or_else(|| Arc::new(rustls::crypto::ring::default_provider()))
}

#[cfg(feature = "reqwest")]
pub(super) fn config() -> Result<rustls::ClientConfig, rustls::Error> {
    use rustls_platform_verifier::BuilderVerifierExt;

    let builder = rustls::ClientConfig::builder_with_provider(provider()).with_safe_default_protocol_versions()?;
    Ok(builder.with_platform_verifier()?.with_no_client_auth())
}
