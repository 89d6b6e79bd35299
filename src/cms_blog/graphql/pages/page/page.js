// GraphiQL with the API's own ready queries, its subscriptions, and a session that is kept: the
// access token of the last signup or login is sent along, unless the Headers editor has another.
'use strict';

const SESSION = 'cms-blog:session';
const url = location.origin + location.pathname;
const chip = document.getElementById('session');

function session() {
  return JSON.parse(sessionStorage.getItem(SESSION) ?? 'null');
}

function keep(value) {
  sessionStorage.setItem(SESSION, JSON.stringify(value));
  chip.hidden = value === null;
  chip.firstElementChild.textContent = value === null ? '' : `Signed in as ${value.name}`;
}

// Wherever it stands in a result: what signup, login and a change of password give.
function notice(result) {
  for (const value of Object.values(result?.data ?? {})) {
    if (typeof value?.session?.accessToken === 'string') {
      const name = value.session.viewer?.user?.name ?? 'the new session';
      keep({ token: value.session.accessToken, name });
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
    // A socket that the server has closed says why in its close event.
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
  return Symbol.asyncIterator in result ? noticed(result) : noticed([result]);
}

async function* noticed(results) {
  for await (const result of results) {
    notice(result);
    yield result;
  }
}

chip.querySelector('button').addEventListener('click', () => keep(null));
keep(session());

const tabs = JSON.parse(document.getElementById('tabs').textContent);
// GraphiQL shows its first tab at first without that tab's variables. Once it has stored its tabs,
// it would take these for those of one more.
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
