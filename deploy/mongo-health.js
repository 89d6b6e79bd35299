// Health check: succeeds on a primary. Initiates the replica set on the first run.
const { MONGO_INITDB_ROOT_PASSWORD: password } = process.env;
const admin = connect(`mongodb://root:${encodeURIComponent(password)}@127.0.0.1/admin?directConnection=true`);
try {
  admin.adminCommand({ replSetGetStatus: 1 });
} catch (error) {
  if (error.codeName !== 'NotYetInitialized') throw error;
  const members = [{ _id: 0, host: 'mongo:27017' }];
  admin.adminCommand({ replSetInitiate: { _id: 'rs0', members } });
}
quit(admin.hello().isWritablePrimary ? 0 : 1);
