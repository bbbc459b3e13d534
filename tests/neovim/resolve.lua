-- What the menu offers comes without its edit, which is worked out for what is chosen alone; each is one step back.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

local function actions(buffer)
  local client = writer.client(buffer)
  local params = vim.lsp.util.make_range_params(0, client.offset_encoding)
  params.context = { diagnostics = {}, triggerKind = 1 }
  local answer = assert(client:request_sync('textDocument/codeAction', params, 20000, buffer))
  assert(not answer.err, vim.inspect(answer.err))
  return client, answer.result
end

writer.story(function()
  local text = 'Our customers called.\n\nOur customers wrote, and a customer came.'
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', text .. '\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, {
    { '1:5', 'customers', 'clients' },
    { '3:5', 'customers', 'clients' },
    { '3:28', 'customer', 'client' },
  })

  writer.point_at('customers')
  local client, offered = actions(letter)
  assert(#offered >= 4, 'there is a menu: ' .. vim.inspect(offered))
  for _, action in ipairs(offered) do
    writer.same(nil, action.edit, action.title .. ' comes without its edit')
    local resolved = assert(client:request_sync('codeAction/resolve', action, 20000, letter))
    assert(resolved.result and resolved.result.edit or action.command, action.title .. ' has an edit when it is chosen')
  end

  -- Chosen from the menu; one step takes back all that one choice changed.
  writer.pause()
  writer.choose('quickfix', '^Replace all 3')
  writer.reads(letter, 'Our clients called.\n\nOur clients wrote, and a client came.')
  writer.sees(letter, {})
  writer.press('u')
  writer.same(text, writer.text(letter), 'one step back')
  writer.sees(letter, {
    { '1:5', 'customers', 'clients' },
    { '3:5', 'customers', 'clients' },
    { '3:28', 'customer', 'client' },
  })

  -- An offer for a text that is another by now changes nothing.
  writer.point_at('customers')
  local old
  client, old = actions(letter)
  vim.api.nvim_buf_set_lines(letter, 0, 0, true, { 'Dear all,', '' })
  local late = assert(client:request_sync('codeAction/resolve', old[1], 20000, letter))
  assert(late.err and late.err.code == vim.lsp.protocol.ErrorCodes.ContentModified, vim.inspect(late))
  writer.same('Dear all,\n\n' .. text, writer.text(letter), 'the letter')
end)
