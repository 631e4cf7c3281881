// Decisions by staff. They have no pages yet, so decisions are written to the table.

const DAY = 86_400;

/** Changes the status of the application at a private link, with its expiry. */
export function decide(database, address, status) {
  const now = new Date();
  const closed = status === 'declined';
  return database('UpdateItem', {
    Key: { pk: { S: `application#${address.split('/').at(-1)}` }, sk: { S: 'application' } },
    ConditionExpression: 'attribute_exists(pk)',
    UpdateExpression:
      'SET #status = :status, status_group = :status, status_since = :now, updated_at = :now' +
      `${closed ? ', expires_at = :expires' : ''} ADD version :one, history_length :one`,
    ExpressionAttributeNames: { '#status': 'status' },
    ExpressionAttributeValues: {
      ':status': { S: status },
      ':now': { S: `${now.toISOString().slice(0, 19)}Z` },
      ':one': { N: '1' },
      ...(closed && { ':expires': { N: `${Math.floor(now / 1000) + 180 * DAY}` } }),
    },
  });
}
