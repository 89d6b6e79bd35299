// GraphiQL with predefined tabs, subscriptions over WebSocket, and a session: the access token of the
// last signup or login is sent with each request, unless the Headers editor sets another.
'use strict';

const SESSION = 'cms-blog:session';
const url = location.origin + location.pathname;
const chip = document.getElementById('session');

function session() {
  return JSON.parse(sessionStorage.getItem(SESSION) ?? 'null');
}

function setSession(value) {
  sessionStorage.setItem(SESSION, JSON.stringify(value));
  chip.hidden = value === null;
  chip.firstElementChild.textContent = value === null ? '' : `Signed in as ${value.name}`;
}

// Stores the session from the result of signup, login or a change of password.
function storeSession(result) {
  for (const value of Object.values(result?.data ?? {})) {
    if (typeof value?.session?.accessToken === 'string') {
      const name = value.session.viewer?.user?.name ?? 'the new session';
      setSession({ token: value.session.accessToken, name });
    }
  }
}

function withSession(headers = {}) {
  const named = Object.keys(headers).some((name) => name.toLowerCase() === 'authorization');
  const current = session();
  return named || current === null ? headers : { ...headers, Authorization: `Bearer ${current.token}` };
}

function kindOf(parameters, documentAST) {
  const operations = (documentAST?.definitions ?? []).filter(
    (node) => node.kind === 'OperationDefinition',
  );
  const chosen = operations.find((node) => node.name?.value === parameters.operationName);
  return (chosen ?? operations[0])?.operation;
}

async function* subscribe(parameters, headers) {
  const client = graphqlWs.createClient({
    url: url.replace(/^http/, 'ws'),
    connectionParams: headers,
    retryAttempts: 0,
  });
  try {
    yield* client.iterate(parameters);
  } catch (problem) {
    // If the server closed the socket, the close event has the reason.
    throw problem instanceof CloseEvent ? new Error(problem.reason || `Closed: ${problem.code}`) : problem;
  } finally {
    client.dispose();
  }
}

const send = GraphiQL.createFetcher({ url });

async function fetcher(parameters, options = {}) {
  const headers = withSession(options.headers);
  if (kindOf(parameters, options.documentAST) === 'subscription') {
    return subscribe(parameters, headers);
  }
  const result = await send(parameters, { ...options, headers });
  return Symbol.asyncIterator in result ? storing(result) : storing([result]);
}

async function* storing(results) {
  for await (const result of results) {
    storeSession(result);
    yield result;
  }
}

chip.querySelector('button').addEventListener('click', () => setSession(null));
setSession(session());

const tabs = JSON.parse(document.getElementById('tabs').textContent);
// GraphiQL first shows the first tab without its variables, so they are passed separately. Once
// GraphiQL has stored its tabs, it would open another tab for them.
const first = localStorage.getItem('graphiql:tabState') ? {} : { variables: tabs[0].variables };

ReactDOM.createRoot(document.getElementById('graphiql')).render(
  React.createElement(GraphiQL, {
    fetcher,
    ...first,
    defaultTabs: tabs,
    defaultEditorToolsVisibility: 'variables',
    isHeadersEditorEnabled: true,
    shouldPersistHeaders: false,
    plugins: [GraphiQLPluginExplorer.explorerPlugin()],
  }),
);
