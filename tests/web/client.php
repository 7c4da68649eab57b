<?php
// Calls the gateway as an ERP written in PHP would: from its WSDL alone. Prints what it got as JSON.
// Usage: php client.php WSDL-ADDRESS SOAP-VERSION(1|2) USER TOKEN KEY

ini_set('soap.wsdl_cache_enabled', '0');
[, $wsdl, $version, $user, $token, $key] = $argv;

function security(string $user, string $token): SoapHeader
{
    $wsse = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-secext-1.0.xsd';
    $wsu = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-wssecurity-utility-1.0.xsd';
    $text = 'http://docs.oasis-open.org/wss/2004/01/oasis-200401-wss-username-token-profile-1.0#PasswordText';
    $nonce = base64_encode(random_bytes(16));
    $created = gmdate('Y-m-d\TH:i:s\Z');
    $xml = "<w:Security xmlns:w='$wsse' xmlns:u='$wsu'><w:UsernameToken><w:Username>$user</w:Username>"
        . "<w:Password Type='$text'>$token</w:Password><w:Nonce>$nonce</w:Nonce><u:Created>$created</u:Created>"
        . '</w:UsernameToken></w:Security>';
    return new SoapHeader($wsse, 'Security', new SoapVar($xml, XSD_ANYXML), true);
}

$client = new SoapClient($wsdl, [
    'soap_version' => $version === '2' ? SOAP_1_2 : SOAP_1_1,
    'exceptions' => true,
    'features' => SOAP_SINGLE_ELEMENT_ARRAYS,
]);
$call = function (string $name, array $fields, string $secret) use ($client, $user) {
    $client->__setSoapHeaders([security($user, $secret)]);
    try {
        return $client->__soapCall($name, [$fields]);
    } catch (SoapFault $fault) {
        return ['faultcode' => $fault->faultcode, 'faultstring' => $fault->faultstring, 'detail' => $fault->detail ?? null];
    }
};

$order = [
    'idempotencyKey' => "$key-order", 'company' => 'NORTHWIND', 'supplier' => 'ACME', 'orderNumber' => '4711',
    'requestedBy' => 'jo', 'currency' => 'EUR',
    'line' => [
        ['sku' => 'BIG-7', 'quantity' => ['_' => '3', 'unit' => 'EA'], 'unitPrice' => '2500.00', 'requestedDate' => '2026-03-09'],
        ['number' => '20', 'supplierItem' => 'W-1', 'quantity' => ['_' => '0.5', 'unit' => 'XCT']],
    ],
];
$receipt = [
    'idempotencyKey' => "$key-receipt", 'company' => 'NORTHWIND', 'orderNumber' => 'PO-1', 'receiptNumber' => 'R1',
    'receivedAt' => '2026-03-02T10:00:00+01:00',
    'line' => [['lineNumber' => '1', 'quantity' => ['_' => '58', 'unit' => 'EA'], 'condition' => 'good']],
];
$levels = [
    'idempotencyKey' => "$key-stock", 'company' => 'NORTHWIND', 'asOf' => '2026-03-02T08:00:00Z',
    'level' => [
        ['sku' => 'A', 'available' => ['_' => '1.5', 'unit' => 'KGM']],
        ['sku' => 'NOPE-1', 'available' => ['_' => '0', 'unit' => 'EA']],
    ],
];
$invoice = $call('getInvoice', ['company' => 'NORTHWIND', 'invoiceNumber' => 'R1', 'supplier' => 'ACME', 'format' => 'pdf'], $token);
$invoice->file->content = bin2hex($invoice->file->content);

echo json_encode([
    'operations' => count($client->__getFunctions()),
    'order' => $call('submitPurchaseOrder', $order, $token),
    'order again' => $call('submitPurchaseOrder', $order, $token),
    'order changed' => $call('submitPurchaseOrder', ['currency' => 'USD'] + $order, $token),
    'status' => $call('getOrderStatus', ['company' => 'NORTHWIND', 'orderNumber' => 'PO-1'], $token),
    'status of none' => $call('getOrderStatus', ['company' => 'NORTHWIND', 'orderNumber' => 'PO-2', 'role' => 'supplier'], $token),
    'receipt' => $call('postGoodsReceipt', $receipt, $token),
    'receipt of nothing' => $call('postGoodsReceipt', ['receivedAt' => 'today'] + $receipt, $token),
    'stock' => $call('postStockLevels', $levels, $token),
    'invoice' => $invoice,
    'wrong token' => $call('getOrderStatus', ['company' => 'NORTHWIND', 'orderNumber' => 'PO-1'], 'b2b_wrong'),
], JSON_PRETTY_PRINT | JSON_THROW_ON_ERROR);
