// layer_link: from the cores of a layer to the cores of the next: merge, two-entry FIFO, broadcast.
// The FIFO registers both directions, so every handshake that crosses a core boundary is a function
// of registers: in_ready_o, out_valid_o and out_token_o never depend on inputs of the same cycle.
// Latency one cycle, one token a cycle.
`default_nettype none

module layer_link #(
  parameter N_SOURCES      = 1,
  parameter N_DESTINATIONS = 1,
  parameter STRIDE         = 128,
  parameter ADDR_WIDTH     = 16
) (
  input  wire                      clk_i,
  input  wire                      rst_i,

  input  wire [N_SOURCES-1:0]      in_valid_i,
  output wire [N_SOURCES-1:0]      in_ready_o,
  input  wire [32*N_SOURCES-1:0]   in_token_i,   // per source {last, eos, 30-bit address}

  output wire [N_DESTINATIONS-1:0] out_valid_o,
  input  wire [N_DESTINATIONS-1:0] out_ready_i,
  output wire [ADDR_WIDTH+1:0]     out_token_o   // {last, eos, address}, to all
);

  wire                  merged_valid, merged_ready, head_valid, head_ready;
  wire [ADDR_WIDTH+1:0] merged_token;

  stream_merge #(.N_SOURCES(N_SOURCES), .STRIDE(STRIDE), .ADDR_WIDTH(ADDR_WIDTH)) u_merge (
    .clk_i(clk_i), .rst_i(rst_i),
    .in_valid_i(in_valid_i), .in_ready_o(in_ready_o), .in_token_i(in_token_i),
    .out_valid_o(merged_valid), .out_ready_i(merged_ready), .out_token_o(merged_token)
  );

  stream_fifo2 #(.WIDTH(ADDR_WIDTH + 2)) u_fifo (
    .clk_i(clk_i), .rst_i(rst_i),
    .in_valid_i(merged_valid), .in_ready_o(merged_ready), .in_data_i(merged_token),
    .out_valid_o(head_valid), .out_ready_i(head_ready), .out_data_o(out_token_o)
  );

  stream_broadcast #(.N_DESTINATIONS(N_DESTINATIONS)) u_broadcast (
    .clk_i(clk_i), .rst_i(rst_i),
    .in_valid_i(head_valid), .in_ready_o(head_ready),
    .out_valid_o(out_valid_o), .out_ready_i(out_ready_i)
  );

endmodule

`default_nettype wire
