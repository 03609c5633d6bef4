// stream_broadcast: gives every token to all destinations, each once.
// A destination that has taken the token sees valid low until all have. The token is accepted from
// the source in the cycle in which the last destination takes it. No latency: valid and data follow
// the source; in_ready_o depends on the destinations' ready.
`default_nettype none

module stream_broadcast #(
  parameter N_DESTINATIONS = 2          // >= 1
) (
  input  wire                      clk_i,
  input  wire                      rst_i,

  input  wire                      in_valid_i,
  output wire                      in_ready_o,

  output wire [N_DESTINATIONS-1:0] out_valid_o,
  input  wire [N_DESTINATIONS-1:0] out_ready_i
);

  reg  [N_DESTINATIONS-1:0] done_q;
  wire [N_DESTINATIONS-1:0] taken = done_q | out_ready_i;

  assign in_ready_o  = &taken;
  assign out_valid_o = {N_DESTINATIONS{in_valid_i}} & ~done_q;

  always @(posedge clk_i) begin
    if (rst_i)           done_q <= {N_DESTINATIONS{1'b0}};
    else if (in_valid_i) done_q <= in_ready_o ? {N_DESTINATIONS{1'b0}} : taken;
  end

endmodule

`default_nettype wire
