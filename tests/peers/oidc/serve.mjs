// Gives OAuth2 tokens at http://127.0.0.1:PORT: `node serve.mjs PORT`.
// Clients register themselves with their keys (RFC 7591), change them (RFC 7592) and ask for tokens with private_key_jwt.
// A client may say how long its tokens live (`token_life`, seconds); whoever guards a resource introspects (RFC 7662).
import { Provider } from 'oidc-provider';

const port = Number(process.argv[2]);

const provider = new Provider(`http://127.0.0.1:${port}`, {
  scopes: ['system/*.rs', 'system/Goal.rs'],
  clientAuthMethods: ['private_key_jwt', 'client_secret_basic'],
  enabledJWA: { clientAuthSigningAlgValues: ['RS256', 'RS384', 'RS512', 'ES384'] },
  extraClientMetadata: { properties: ['token_life'] },
  ttl: { ClientCredentials: (ctx, token, client) => client.token_life ?? 300 },
  features: {
    clientCredentials: { enabled: true },
    devInteractions: { enabled: false },
    introspection: { enabled: true, allowedPolicy: () => true },
    registration: { enabled: true },
    registrationManagement: { enabled: true, rotateRegistrationAccessToken: false },
  },
});

provider.on('server_error', (ctx, error) => console.error(error));
provider.listen(port, '127.0.0.1');
